namespace Workbook.Experiments.Statistics;

/// <summary>A number measured on one head for one text.</summary>
/// <param name="Text">Name of the text.</param>
/// <param name="Layer">Layer, from 0.</param>
/// <param name="Head">Head, from 0.</param>
/// <param name="Value">The number; NaN when it is not defined there.</param>
public sealed record HeadCell(string Text, int Layer, int Head, double Value);
