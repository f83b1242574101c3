namespace Workbook.Runner.Notebooks;

/// <summary>One cell of a .dib notebook.</summary>
/// <param name="Kind">The kernel's canonical name: <c>markdown</c>, <c>csharp</c>, <c>html</c>, or another kernel's name, kept as it is written.</param>
/// <param name="Number">1-based position among the cells a reader sees (<c>#!meta</c> is not one).</param>
/// <param name="Source">The cell's text without the blank lines around it, lines ended by <c>\n</c>.</param>
/// <param name="FirstLine">1-based line of the file where <paramref name="Source"/> begins.</param>
public sealed record DibCell(string Kind, int Number, string Source, int FirstLine)
{
    /// <summary>The kind of a prose cell.</summary>
    public const string Markdown = "markdown";

    /// <summary>The kind of a C# cell.</summary>
    public const string CSharp = "csharp";

    /// <summary>The kind of a cell of raw HTML.</summary>
    public const string Html = "html";
}
