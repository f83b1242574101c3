namespace Workbook.Experiments.Rows;

/// <summary>The cost of keeping the top N, over all heads and texts.</summary>
/// <param name="Heads"><c>one</c>: one head at a time, mean over heads; <c>all</c>: all heads at once.</param>
/// <param name="N">N.</param>
/// <param name="Renormalized">Whether the kept weights were scaled up.</param>
/// <param name="LossIncrease">Mean rise of the loss, nats a token.</param>
/// <param name="LossLow">Lower end of its 95 % interval; NaN where none can be given.</param>
/// <param name="LossHigh">Upper end.</param>
/// <param name="Divergence">Mean KL(model ‖ changed model), nats.</param>
/// <param name="DivergenceLow">Lower end of its 95 % interval.</param>
/// <param name="DivergenceHigh">Upper end.</param>
/// <param name="RelativeIncrease">Mean rise of the loss over the unchanged model's loss on the same positions.</param>
/// <param name="Count">How many pairs of a head and a text; how many texts for all heads at once.</param>
public sealed record SelectionCurveRow(
    string Heads, int N, bool Renormalized, double LossIncrease, double LossLow, double LossHigh,
    double Divergence, double DivergenceLow, double DivergenceHigh, double RelativeIncrease, int Count);
