using Workbook.Experiments.Statistics;

namespace Workbook.Experiments.Simulations;

/// <summary>One normalizer at one context length, over rows of random logits with one informative token.</summary>
/// <param name="Name">The normalizer's name.</param>
/// <param name="Length">L.</param>
/// <param name="Informative">The informative token's weight.</param>
/// <param name="Share">The informative token's share |a|/Σ|a|; 0 in a row of zeros.</param>
/// <param name="Entropy">Entropy of the shares in nats.</param>
/// <param name="Support">The number of tokens with a weight other than 0.</param>
/// <param name="Sensitivity">||J||_2.</param>
public sealed record NormalizerLengthPoint(string Name, int Length, Spread Informative, Spread Share, Spread Entropy, Spread Support, Spread Sensitivity);
