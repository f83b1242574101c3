namespace Workbook.Experiments.Rows;

/// <summary>A cluster of heads, in the means of its members.</summary>
/// <param name="Kind">retriever, mixer, reset-like or between.</param>
/// <param name="Heads">How many heads.</param>
/// <param name="SinkMass">Mean weight of the first token.</param>
/// <param name="DilutionSlope">Mean slope of ln a_max on ln L.</param>
/// <param name="CriticalShare">Mean N_half/L.</param>
/// <param name="Separability">Mean N_s/N at r_min.</param>
/// <param name="Sensitivity">Mean of the heads' median ||J||_2.</param>
/// <param name="EntropyShare">Mean H/ln L.</param>
/// <param name="Agreement">Mean share of resamples in which the heads keep their kind; NaN with one text.</param>
public sealed record HeadKindRow(
    string Kind, int Heads, double SinkMass, double DilutionSlope, double CriticalShare, double Separability, double Sensitivity, double EntropyShare, double Agreement);
