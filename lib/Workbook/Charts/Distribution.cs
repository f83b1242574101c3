namespace Workbook.Charts;

/// <summary>Values of one group, drawn as a box with its points.</summary>
/// <param name="Label">What distinguishes the group, such as <c>N = 16</c>.</param>
/// <param name="Values">The values, [points]; NaN is left out.</param>
/// <param name="PointNames">What hovering over each point says, such as <c>layer 2, head 3</c>.</param>
public sealed record Distribution(string Label, IReadOnlyList<double> Values, IReadOnlyList<string>? PointNames = null);
