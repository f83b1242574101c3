namespace Workbook.Experiments.FirstLooks;

/// <summary>What a model did with one question: its answer, and every head's weights at the query position.</summary>
/// <param name="Question">The context and its informative token.</param>
/// <param name="NextTokens">The most probable next tokens, the first the model's answer; empty where a trace lacks them.</param>
/// <param name="AnswerProbability">Probability of the right answer's first token; NaN where it is not known.</param>
/// <param name="Heads">All heads, layer by layer.</param>
public sealed record QuestionLook(
    ContextQuestion Question, IReadOnlyList<NextToken> NextTokens, double AnswerProbability, IReadOnlyList<HeadLook> Heads)
{
    /// <summary>Whether the most probable next token is the right one.</summary>
    public bool Answered => Question.HasAnswer && NextTokens[0].Id == Question.Answer;

    /// <summary>One head.</summary>
    public HeadLook this[int layer, int head] => Heads.First(h => h.Layer == layer && h.Head == head);

    /// <summary>The head that gives the informative token the greatest weight.</summary>
    public HeadLook MostInformative => Heads.MaxBy(h => h.InformativeWeight)!;

    /// <summary>The head that gives the first token the greatest weight.</summary>
    public HeadLook MostSink => Heads.MaxBy(h => h.SinkWeight)!;

    /// <summary>The head whose weights are the most even: the greatest entropy.</summary>
    public HeadLook MostEven => Heads.MaxBy(h => h.Entropy)!;
}
