namespace Workbook.Runner.Report.MathMl;

/// <summary>A formula as MathML.</summary>
/// <param name="MathMl">One <c>math</c> element, well-formed as XML and as HTML.</param>
/// <param name="Tag">What the author's <c>\tag</c> says, such as <c>7</c>; null without one.</param>
public sealed record Formula(string MathMl, string? Tag);
