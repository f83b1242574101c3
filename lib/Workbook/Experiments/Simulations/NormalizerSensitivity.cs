using Workbook.Experiments.Statistics;

namespace Workbook.Experiments.Simulations;

/// <summary>How sensitive one normalizer is at one length: on random rows, and at the worst row that a search found.</summary>
/// <param name="Name">The normalizer's name.</param>
/// <param name="Length">L.</param>
/// <param name="Typical">||J||_2 over random rows.</param>
/// <param name="Worst">The largest ||J||_2 that was found.</param>
/// <param name="WorstLogits">The row where it was found, [L].</param>
/// <param name="Bound">The known bound; null when there is none.</param>
public sealed record NormalizerSensitivity(string Name, int Length, Spread Typical, double Worst, IReadOnlyList<double> WorstLogits, double? Bound);
