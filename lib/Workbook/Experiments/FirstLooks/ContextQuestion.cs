using Workbook.Gpt2;

namespace Workbook.Experiments.FirstLooks;

/// <summary>A context that ends where a model must name a fact that the context has stated.</summary>
/// <param name="Ids">The context's tokens up to the one before the answer, the first an end of text.</param>
/// <param name="Tokens">Their texts, [L].</param>
/// <param name="Informative">Position of the informative token: where the answer's first token stands in the statement of the fact.</param>
/// <param name="Answer">Id of the answer's first token; <see cref="NoAnswer"/> where none is known.</param>
public sealed record ContextQuestion(IReadOnlyList<int> Ids, IReadOnlyList<string> Tokens, int Informative, int Answer)
{
    /// <summary>Stands for an answer that is not known, as in a trace.</summary>
    public const int NoAnswer = -1;

    /// <summary>Tokens of the context, L.</summary>
    public int Length => Tokens.Count;

    /// <summary>Whether the right answer is known.</summary>
    public bool HasAnswer => Answer != NoAnswer;

    /// <summary>The query position that must answer: the last.</summary>
    public int Query => Length - 1;

    /// <summary>How many tokens back the fact stands, counted from the answer.</summary>
    public int Distance => Length - Informative;

    /// <summary>Cuts a text before an answer.</summary>
    /// <param name="tokenizer">The model's encoding.</param>
    /// <param name="text">The whole text; an end of text is put before it, as every document of GPT-2's training had.</param>
    /// <param name="factStart">Index of the character at which the fact's value begins.</param>
    /// <param name="answerStart">Index of the character at which the same value begins in the answer.</param>
    /// <exception cref="WorkbookException">The offsets do not lie in the text in this order, or the two values begin with different tokens.</exception>
    public static ContextQuestion FromText(Gpt2Tokenizer tokenizer, string text, int factStart, int answerStart)
    {
        if (factStart < 0 || factStart >= answerStart || answerStart >= text.Length)
            throw new WorkbookException($"A fact at character {factStart} and its answer at {answerStart} do not lie in this order in a text of {text.Length} characters.");
        var spans = tokenizer.Encode(text);
        var fact = spans.TakeWhile(s => s.End <= factStart).Count();
        var answer = spans.TakeWhile(s => s.End <= answerStart).Count();
        if (spans[fact].Id != spans[answer].Id)
            throw new WorkbookException($"The fact begins with the token '{spans[fact].Text}' and its answer with '{spans[answer].Text}': one of the two offsets does not point at the value.");
        return new(
            [tokenizer.EndOfText, .. spans.Take(answer).Select(s => s.Id)],
            [Gpt2Tokenizer.EndOfTextToken, .. spans.Take(answer).Select(s => s.Text)],
            fact + 1,
            spans[answer].Id);
    }
}
