namespace Workbook.Runner.Report.Prose;

/// <summary>A heading of a page.</summary>
/// <param name="Level">1 for the title, 2 for a section, …</param>
/// <param name="Id">Its anchor.</param>
/// <param name="Html">What it says, with its formulas.</param>
/// <param name="Text">What it says, in plain text.</param>
public sealed record Heading(int Level, string Id, string Html, string Text);
