using Workbook.Bounds;
using Workbook.Experiments.Statistics;

namespace Workbook.Experiments.Simulations;

/// <summary>The distinguishable share at one fixed radius, simulated and bounded.</summary>
/// <param name="Radius">r.</param>
/// <param name="Share">E N_s/N over draws of the vectors.</param>
/// <param name="Published">Theorem 2 as read.</param>
/// <param name="Cantelli">The bounds from mean and variance.</param>
public sealed record RadiusPoint(double Radius, Statistic Share, Interval Published, Interval Cantelli);
