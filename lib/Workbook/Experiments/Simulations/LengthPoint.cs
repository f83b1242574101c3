using Workbook.Experiments.Statistics;

namespace Workbook.Experiments.Simulations;

/// <summary>Distances of a fixed selection size at one context length.</summary>
/// <param name="Length">L.</param>
/// <param name="Cumulative">D_N over rows.</param>
/// <param name="MainSum">E_P over rows.</param>
/// <param name="Published">Theorem 1 (i) over rows.</param>
/// <param name="ContextNorm">||s_N|| over rows.</param>
/// <param name="Ceiling">(C2 N + 1) R of Lemma 1's regime; NaN where the logits are not bounded.</param>
public sealed record LengthPoint(int Length, Spread Cumulative, Spread MainSum, Spread Published, Spread ContextNorm, double Ceiling);
