using Markdig.Syntax.Inlines;

namespace Workbook.Runner.Report.Prose;

/// <summary>A formula within a paragraph.</summary>
/// <param name="latex">Its text without the delimiters.</param>
/// <param name="display">True for one on a line of its own.</param>
/// <param name="offset">Where <paramref name="latex"/> begins in the cell.</param>
internal sealed class FormulaInline(string latex, bool display, int offset) : LeafInline
{
    public string Latex { get; } = latex;

    public bool Display { get; } = display;

    public int Offset { get; } = offset;
}
