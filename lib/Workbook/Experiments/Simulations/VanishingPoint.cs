using Workbook.Bounds;
using Workbook.Experiments.Statistics;

namespace Workbook.Experiments.Simulations;

/// <summary>Weights and entropy at one context length, with both pairs of bounds.</summary>
/// <param name="Length">L.</param>
/// <param name="Largest">The largest weight of each row.</param>
/// <param name="Smallest">The smallest weight of each row.</param>
/// <param name="Entropy">H of each row, nats.</param>
/// <param name="Published">Corollary 1's bounds of one weight.</param>
/// <param name="Sharp">The sharp bounds of one weight.</param>
/// <param name="EntropyBounds">The sharp interval of H.</param>
public sealed record VanishingPoint(int Length, Spread Largest, Spread Smallest, Spread Entropy, Interval Published, Interval Sharp, Interval EntropyBounds);
