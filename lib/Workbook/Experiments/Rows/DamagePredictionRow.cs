namespace Workbook.Experiments.Rows;

/// <summary>Does a measure of a head foretell the damage of keeping only its top N? Spearman's rank correlation over heads and texts.</summary>
/// <param name="Measure">The measure: cumulativeDistance, resultantDistance, leftOutMass, entropy or outputError.</param>
/// <param name="Damage">divergence (KL) or lossIncrease.</param>
/// <param name="Renormalized">Whether the kept weights were scaled up.</param>
/// <param name="N">N; 0 for the mean of ρ over all N.</param>
/// <param name="Rho">ρ.</param>
/// <param name="Low">Lower end of its 95 % interval by the clustered bootstrap.</param>
/// <param name="High">Upper end.</param>
/// <param name="Count">How many cells: pairs of a head and a text, times the sizes for N = 0.</param>
public sealed record DamagePredictionRow(string Measure, string Damage, bool Renormalized, int N, double Rho, double Low, double High, int Count);
