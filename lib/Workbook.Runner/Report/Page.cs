using Workbook.Runner.Report.Prose;
using Workbook.Runner.Session;

namespace Workbook.Runner.Report;

/// <summary>A notebook on its way to becoming a page.</summary>
/// <param name="Result">What its run gave.</param>
/// <param name="Title">Its title in plain text.</param>
/// <param name="TitleHtml">Its title with formulas.</param>
/// <param name="Summary">Its opening sentence.</param>
/// <param name="Body">Its cells as HTML.</param>
/// <param name="Headings">Its sections.</param>
/// <param name="Figures">How many figures it shows.</param>
/// <param name="Failures">What went wrong: the cell that failed, formulas that could not be drawn.</param>
internal sealed record Page(
    NotebookResult Result,
    string Title,
    string TitleHtml,
    string Summary,
    string Body,
    IReadOnlyList<Heading> Headings,
    int Figures,
    IReadOnlyList<NotebookFailure> Failures)
{
    public string File => $"{Result.Name}.html";

    /// <summary>The chapter's number as its file has it, such as <c>02</c>; empty without one.</summary>
    public string Number => Chapter(Result.Name);

    public static string Chapter(string name)
    {
        var end = name.TakeWhile(char.IsAsciiDigit).Count();
        return end > 0 && end < name.Length && name[end] == '-' ? name[..end] : "";
    }
}
