namespace Workbook.Experiments.Simulations;

/// <summary>How many tokens hold half of the mass as the context grows, for one kind of weights.</summary>
/// <param name="Weights">The kind of weights, in words.</param>
/// <param name="Lengths">L, [points].</param>
/// <param name="Sizes">N_half, [points]; medians where the weights are random.</param>
/// <param name="Law">What the law of that kind predicts, [points].</param>
public sealed record HalfMassCurve(string Weights, int[] Lengths, double[] Sizes, double[] Law);
