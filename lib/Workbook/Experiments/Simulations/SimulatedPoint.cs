using Workbook.Selection;

namespace Workbook.Experiments.Simulations;

/// <summary>Simulated distances of random selections of one size.</summary>
/// <param name="N">The selection size.</param>
/// <param name="Cumulative">E D_N.</param>
public sealed record SimulatedPoint(int N, Estimate Cumulative);
