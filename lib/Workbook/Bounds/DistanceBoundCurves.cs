namespace Workbook.Bounds;

/// <summary>The bounds of D_N for the top-N selection, each [L + 1] over N = 0 … L.</summary>
/// <param name="Published">Theorem 1 (i) as published; at N = 0, where it is not defined, Σ||y_i||.</param>
/// <param name="Sharp">The sharper form; at N = 0 Σ||y_i||.</param>
/// <param name="Centre">(L−N)||s_N||: D_N lies within <paramref name="OutsideNorms"/> of it.</param>
/// <param name="OutsideNorms">Σ over the tokens left out of ||y_i||, at most (1−A_N) R.</param>
public sealed record DistanceBoundCurves(double[] Published, double[] Sharp, double[] Centre, double[] OutsideNorms);
