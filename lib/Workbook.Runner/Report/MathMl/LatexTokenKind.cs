namespace Workbook.Runner.Report.MathMl;

internal enum LatexTokenKind
{
    /// <summary>A command with its name: <c>\frac</c>, <c>\{</c>.</summary>
    Command,

    /// <summary>A single character.</summary>
    Character,

    /// <summary>Blank space, which only separates.</summary>
    Space,

    /// <summary>The end of the formula.</summary>
    End,
}
