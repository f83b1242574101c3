namespace Workbook.Training;

/// <summary>A generated story and the questions that it asks and answers.</summary>
/// <param name="Text">The story, one paragraph, no newline at its end.</param>
/// <param name="Questions">In the order in which they are asked.</param>
public sealed record Story(string Text, IReadOnlyList<StoryQuestion> Questions);
