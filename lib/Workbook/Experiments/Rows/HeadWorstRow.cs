namespace Workbook.Experiments.Rows;

/// <summary>At which temperature the rows of one head are most sensitive, beside the law for one token above equal ones.</summary>
/// <param name="Text">Name of the text.</param>
/// <param name="Layer">Layer, from 0.</param>
/// <param name="Head">Head, from 0.</param>
/// <param name="LogWorst">Mean over positions of ln T*, T* the listed temperature with the greatest ||J||_2.</param>
/// <param name="LogLaw">Mean of ln(g/ln(L−1)), g the effective gap at T = 1; rows with no gap left out.</param>
/// <param name="Worst">Mean of the greatest ||J||_2.</param>
/// <param name="Count">How many query positions, of at least three tokens and a positive gap.</param>
public sealed record HeadWorstRow(string Text, int Layer, int Head, double LogWorst, double LogLaw, double Worst, int Count);
