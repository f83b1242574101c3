namespace Workbook.Experiments.Rows;

/// <summary>Means over the query positions of one head whose row lengths lie in one bin, from above the bin's half up to <paramref name="Length"/>.</summary>
/// <param name="Text">Name of the text.</param>
/// <param name="Layer">Layer, from 0.</param>
/// <param name="Head">Head, from 0.</param>
/// <param name="Length">The bin's greatest row length L.</param>
/// <param name="LogLength">Mean of ln L.</param>
/// <param name="LogMaxWeight">Mean of ln a_max.</param>
/// <param name="Gap">Mean of the effective gap ln((L−1) a_max/(1−a_max)): what the top logit stands above L−1 equal competitors; one-hot rows count as float32's limit.</param>
/// <param name="WeightPlace">Where ln a_max lies from ln(1/L), 0, to its sharp upper bound for the row's own spread of logits, 1.</param>
/// <param name="EntropyPlace">Where H lies from its sharp lower bound, 0, to ln L, 1.</param>
/// <param name="Within">Tokens whose logit lies within T of the top one, itself included.</param>
/// <param name="HalfHeld">Share of rows whose top token holds at least half.</param>
/// <param name="CriticalInverse">Median of Λ, the inverse temperature at which the row turns from spreading over many tokens to picking one, in units of the model's own.</param>
/// <param name="PickingShare">Share of rows with Λ below 1: the model's own temperature is low enough to pick one token.</param>
/// <param name="ContactExponent">Mean of α = ln N/ln L, N the tokens above the gap that decides Λ.</param>
/// <param name="Count">How many rows.</param>
public sealed record HeadBinRow(
    string Text, int Layer, int Head, int Length, double LogLength, double LogMaxWeight, double Gap, double WeightPlace, double EntropyPlace, double Within, double HalfHeld,
    double CriticalInverse, double PickingShare, double ContactExponent, int Count);
