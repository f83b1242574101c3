namespace Workbook.Training;

/// <summary>
/// A question of a story. The informative token is the value where the fact was stated: nothing else in the story says it.
/// Offsets are characters of the story's text, of the word without the space before it.
/// </summary>
/// <param name="Kind">Name of the kind of fact.</param>
/// <param name="Entity">What is asked about.</param>
/// <param name="Value">The right answer, one word.</param>
/// <param name="FactStart">Where the value stands in the statement.</param>
/// <param name="AnswerStart">Where the value stands in the answer.</param>
/// <param name="Choices">The k values of the same kind that the story has stated before the answer, the right one among them.</param>
public sealed record StoryQuestion(
    string Kind,
    string Entity,
    string Value,
    int FactStart,
    int AnswerStart,
    IReadOnlyList<string> Choices)
{
    /// <summary>Accuracy of a guess among the visible values of the same kind, 1/k.</summary>
    public double Chance => 1.0 / Choices.Count;
}
