namespace Workbook.Experiments.Rows;

/// <summary>One head on one text, in the measures of the atlas. All but the slope are means or medians over the query positions in the upper half of the context, L/2 &lt; t+1 ≤ L.</summary>
/// <param name="Text">Name of the text.</param>
/// <param name="Layer">Layer, from 0.</param>
/// <param name="Head">Head, from 0.</param>
/// <param name="SinkMass">Mean weight of the first token.</param>
/// <param name="DilutionSlope">Slope of mean ln a_max on mean ln(t+1) over the upper halves of the lengths: 0 keeps its weight, −1 is Lemma 1's dilution; NaN with fewer than two lengths.</param>
/// <param name="CriticalShare">Mean of N_half/(t+1), N_half the least N with A_N ≥ 1/2.</param>
/// <param name="Separability">Mean share N_s/N at r_min of unit values, at the atlas's N.</param>
/// <param name="Sensitivity">Median of ||J||_2 of a row at the model's own temperature, at most 1/2.</param>
/// <param name="EntropyShare">Mean of H/ln(t+1): 0 one token, 1 uniform.</param>
/// <param name="Count">How many query positions.</param>
public sealed record HeadProfileRow(
    string Text, int Layer, int Head, double SinkMass, double DilutionSlope, double CriticalShare, double Separability, double Sensitivity, double EntropyShare, int Count);
