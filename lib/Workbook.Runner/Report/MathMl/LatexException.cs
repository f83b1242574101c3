namespace Workbook.Runner.Report.MathMl;

/// <summary>A formula that the converter does not know how to draw.</summary>
/// <param name="message">What is wrong, by name.</param>
/// <param name="offset">0-based place in the formula's text.</param>
public sealed class LatexException(string message, int offset) : Exception(message)
{
    /// <summary>0-based place in the formula's text.</summary>
    public int Offset { get; } = offset;
}
