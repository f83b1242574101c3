using Markdig.Parsers;
using Markdig.Syntax;

namespace Workbook.Runner.Report.Prose;

/// <summary>A formula on lines of its own.</summary>
internal sealed class FormulaBlock(BlockParser parser, string close) : LeafBlock(parser)
{
    /// <summary>What ends it: <c>$$</c> or <c>\]</c>.</summary>
    public string Close { get; } = close;

    /// <summary>Where its text begins in the cell, after the opening delimiter.</summary>
    public int Offset { get; init; }

    /// <summary>Where its text ends in the cell; -1 while it is open.</summary>
    public int End { get; set; } = -1;
}
