using Workbook.Experiments.Statistics;

namespace Workbook.Experiments.Simulations;

/// <summary>Entropy of softmax over Gaussian logits of one deviation: measured, exact and approximate.</summary>
/// <param name="Deviation">σ, in units of T.</param>
/// <param name="Measured">H over random rows, nats.</param>
/// <param name="Exact">E H by quadrature.</param>
/// <param name="Dispersed">ln L − σ²/2, the law of the dispersed regime.</param>
public sealed record GaussianPoint(double Deviation, Spread Measured, double Exact, double Dispersed);
