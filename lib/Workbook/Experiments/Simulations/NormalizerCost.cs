namespace Workbook.Experiments.Simulations;

/// <summary>What one normalizer costs on a batch of causal rows, measured in one run with softmax.</summary>
/// <param name="Name">The normalizer's name.</param>
/// <param name="Milliseconds">Median wall time of one batch.</param>
/// <param name="TimesSoftmax">The same in times of softmax's.</param>
public sealed record NormalizerCost(string Name, double Milliseconds, double TimesSoftmax);
