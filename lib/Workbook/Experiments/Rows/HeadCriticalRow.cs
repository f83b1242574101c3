namespace Workbook.Experiments.Rows;

/// <summary>Selection sizes at which one head has enough, without any test: means over the query positions below L with at least two tokens.</summary>
/// <param name="Text">Name of the text.</param>
/// <param name="Layer">Layer, from 0.</param>
/// <param name="Head">Head, from 0.</param>
/// <param name="Length">L.</param>
/// <param name="HalfMass">N_half, the least N with A_N at least 1/2.</param>
/// <param name="HalfMassShare">N_half over the tokens of its row.</param>
/// <param name="Plateau">N*(ε), the least N with d_N at most (1+ε) of its minimum, ε = 0.1.</param>
/// <param name="PlateauShare">N*(ε) over the tokens of its row.</param>
/// <param name="Count">How many query positions.</param>
public sealed record HeadCriticalRow(string Text, int Layer, int Head, int Length, double HalfMass, double HalfMassShare, double Plateau, double PlateauShare, int Count);
