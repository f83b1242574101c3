namespace Workbook.Training;

/// <summary>What a generated story looks like.</summary>
public sealed record StoryOptions
{
    /// <summary>Most words and punctuation marks; a story ends with the last whole sentence that fits.</summary>
    public int Words { get; init; } = 256;

    /// <summary>Most facts of one kind, 1 to 12; with k stated, a guess among them is right with chance 1/k.</summary>
    public int FactsPerKind { get; init; } = 6;

    /// <summary>Share of sentences that tell the story and state no fact, 0 to 0.95.</summary>
    public double Filler { get; init; } = 0.4;

    /// <summary>Probability that the next sentence asks for a fact already stated, when it is no filler.</summary>
    public double Asking { get; init; } = 0.5;
}
