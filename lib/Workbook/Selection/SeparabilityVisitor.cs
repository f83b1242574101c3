namespace Workbook.Selection;

/// <summary>Receives the separability of one query. Called from several threads at once.</summary>
/// <param name="head">0 … heads−1.</param>
/// <param name="query">t, 0 … L−1.</param>
/// <param name="curves">The measures at each size; sizes above t+1 are NaN, at t+1 nothing is left out.</param>
public delegate void SeparabilityVisitor(int head, int query, SeparabilityCurves curves);
