namespace Workbook.Experiments.Rows;

/// <summary>One head in the atlas: its measures, means over the texts, and its kind.</summary>
/// <param name="Layer">Layer, from 0.</param>
/// <param name="Head">Head, from 0.</param>
/// <param name="Kind">retriever, mixer, reset-like, or between; see <see cref="HeadKinds"/>.</param>
/// <param name="Agreement">In which share of the resampled sets of texts the head gets the same kind; NaN with one text.</param>
/// <param name="SinkMass">Weight of the first token.</param>
/// <param name="DilutionSlope">Slope of ln a_max on ln L.</param>
/// <param name="CriticalShare">N_half/L.</param>
/// <param name="Separability">N_s/N at r_min.</param>
/// <param name="Sensitivity">Median ||J||_2.</param>
/// <param name="EntropyShare">H/ln L.</param>
/// <param name="Count">How many texts.</param>
public sealed record HeadAtlasRow(
    int Layer, int Head, string Kind, double Agreement,
    double SinkMass, double DilutionSlope, double CriticalShare, double Separability, double Sensitivity, double EntropyShare, int Count);
