using System.Security.Cryptography;
using System.Text;
using Workbook.Gpt2;

namespace Workbook.Experiments;

/// <summary>A text as an experiment reads it: tokens, and the questions whose informative token is known.</summary>
/// <param name="Name">A short name, such as <c>poem</c>.</param>
/// <param name="Ids">Its tokens, the first an end of text, as every document of GPT-2's training had.</param>
/// <param name="Hash">SHA-256 of its characters in hex; of its token ids when the characters are not known.</param>
/// <param name="Questions">What the text asks and answers; empty for ordinary prose.</param>
public sealed record ExperimentText(string Name, IReadOnlyList<int> Ids, string Hash, IReadOnlyList<InformativeToken> Questions)
{
    /// <summary>Encodes a text.</summary>
    /// <param name="name">A short name.</param>
    /// <param name="text">Its characters.</param>
    /// <param name="tokenizer">The model's encoding.</param>
    /// <param name="questions">Where facts are stated and answered, in characters.</param>
    public static ExperimentText Of(string name, string text, Gpt2Tokenizer tokenizer, IEnumerable<(int FactStart, int AnswerStart)>? questions = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var spans = tokenizer.Encode(text);
        int TokenAt(int character) => 1 + spans.TakeWhile(span => span.End <= character).Count();
        return new(
            name,
            [tokenizer.EndOfText, .. spans.Select(span => span.Id)],
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))),
            [.. (questions ?? []).Select(q => new InformativeToken(TokenAt(q.FactStart), TokenAt(q.AnswerStart) - 1))]);
    }

    /// <summary>Tokens that are known by their ids alone, as a saved trace has them.</summary>
    /// <param name="name">A short name.</param>
    /// <param name="ids">The token ids.</param>
    public static ExperimentText OfIds(string name, IReadOnlyList<int> ids) =>
        new(name, ids, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', ids)))), []);
}
