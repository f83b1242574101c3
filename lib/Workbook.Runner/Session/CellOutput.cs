namespace Workbook.Runner.Session;

/// <summary>A value that a cell showed, in one form.</summary>
/// <param name="MimeType">The form: <c>text/html</c>, <c>text/plain</c>, or another MIME type.</param>
/// <param name="Text">The value in that form.</param>
public sealed record CellOutput(string MimeType, string Text)
{
    /// <summary>The MIME type of HTML.</summary>
    public const string Html = "text/html";

    /// <summary>The MIME type of plain text.</summary>
    public const string Plain = "text/plain";
}
