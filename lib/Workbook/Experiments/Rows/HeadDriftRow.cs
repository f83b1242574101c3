namespace Workbook.Experiments.Rows;

/// <summary>How near the weights inside a top-N selection come to uniform: means over the query positions below L with more than N tokens.</summary>
/// <param name="Text">Name of the text.</param>
/// <param name="Layer">Layer, from 0.</param>
/// <param name="Head">Head, from 0.</param>
/// <param name="Length">L.</param>
/// <param name="N">N.</param>
/// <param name="EntropyShare">Entropy of the selected weights, renormalised, over ln N; NaN at N = 1.</param>
/// <param name="Variation">Their total variation to 1/N.</param>
/// <param name="Count">How many rows.</param>
public sealed record HeadDriftRow(string Text, int Layer, int Head, int Length, int N, double EntropyShare, double Variation, int Count);
