using System.Text.Json;
using Workbook.Gpt2.Hub;

namespace Workbook.Gpt2;

/// <summary>
/// Published figures of the real GPT-2 small, to hold a checkpoint and this implementation to: token ids must be equal, and the ten largest
/// logits must agree within a tolerance.
/// </summary>
public sealed class ParityCard
{
    private const string Repository = "openai-community/gpt2";

    private ParityCard(IReadOnlyList<ParityPrompt> prompts) => Prompts = prompts;

    /// <summary>The card of <c>gpt2</c>. Its logits are about -100; float32 keeps them to about 1e-5.</summary>
    public static ParityCard Gpt2 { get; } = Read();

    /// <summary>How far a logit may be from the published one.</summary>
    public static double Tolerance => 1e-2;

    /// <summary>The texts.</summary>
    public IReadOnlyList<ParityPrompt> Prompts { get; }

    /// <summary>Whether a checkpoint is GPT-2 small itself, by the name it was asked for: <c>gpt2</c> in either form, any revision, or a folder called so.</summary>
    public static bool IsFor(string id) => id == "gpt2" || (HubId.TryParse(id, out var hub) && hub.Repository == Repository);

    /// <summary>Compares an encoder and a model with the card.</summary>
    /// <param name="encode">Gives a text's token ids.</param>
    /// <param name="logits">Gives the logits of the token after some tokens, one for each entry of the vocabulary.</param>
    /// <returns>The largest difference of a logit on the card.</returns>
    /// <exception cref="WorkbookException">An id or a logit differs, or a token that is not on the card belongs there; the message names text and token.</exception>
    public double Compare(Func<string, IReadOnlyList<int>> encode, Func<IReadOnlyList<int>, float[]> logits)
    {
        var largest = 0.0;
        foreach (var prompt in Prompts)
        {
            var ids = encode(prompt.Text);
            if (!ids.SequenceEqual(prompt.Ids))
                throw Wrong(prompt, $"has the token ids {string.Join(' ', ids)}, GPT-2 gives {string.Join(' ', prompt.Ids)}");
            var given = logits(ids);
            foreach (var best in prompt.Best)
            {
                if (best.Id >= given.Length) throw Wrong(prompt, $"has {given.Length} logits, too few for token {best.Id}");
                var difference = Math.Abs(given[best.Id] - best.Logit);
                // Written so that a NaN is refused.
                if (!(difference <= Tolerance)) throw Wrong(prompt, $"gives token {best.Id} the logit {given[best.Id]:0.0000}, GPT-2 gives {best.Logit:0.0000}");
                largest = Math.Max(largest, difference);
            }
            var least = prompt.Best.Min(best => best.Logit) + Tolerance;
            var card = prompt.Best.Select(best => best.Id).ToHashSet();
            var extra = Array.FindIndex(given, logit => !(logit <= least));
            while (extra >= 0 && card.Contains(extra)) extra = Array.FindIndex(given, extra + 1, logit => !(logit <= least));
            if (extra >= 0) throw Wrong(prompt, $"gives token {extra} the logit {given[extra]:0.0000}, which would be among GPT-2's ten largest");
        }
        return largest;
    }

    private static WorkbookException Wrong(ParityPrompt prompt, string what) =>
        new($"\"{prompt.Text}\" {what}; this is not the GPT-2 of {Repository}, run model remove gpt2 and model pull gpt2.");

    private static ParityCard Read()
    {
        using var stream = typeof(ParityCard).Assembly.GetManifestResourceStream("Workbook.Gpt2.gpt2-parity.json")!;
        using var json = JsonDocument.Parse(stream);
        return new([
            .. json.RootElement.GetProperty("prompts").EnumerateArray().Select(prompt => new ParityPrompt(
                prompt.GetProperty("text").GetString()!,
                [.. prompt.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())],
                [.. prompt.GetProperty("best").EnumerateArray().Select(best => new ParityLogit(best.GetProperty("id").GetInt32(), best.GetProperty("logit").GetDouble()))])),
        ]);
    }
}
