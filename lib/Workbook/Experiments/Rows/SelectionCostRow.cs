namespace Workbook.Experiments.Rows;

/// <summary>One head that keeps only its top N: what it costs, and what could have foretold it. Means over the query positions with more than N tokens and a next token.</summary>
/// <param name="Text">Name of the text.</param>
/// <param name="Layer">Layer, from 0; −1 where all heads of all layers keep only their top N at once.</param>
/// <param name="Head">Head, from 0; −1 likewise.</param>
/// <param name="N">N.</param>
/// <param name="Renormalized">Whether the kept weights were scaled up to sum to 1; otherwise the rest is deleted.</param>
/// <param name="Loss">The unchanged model's loss, nats a token.</param>
/// <param name="LossIncrease">By how much the loss rises, nats a token.</param>
/// <param name="Divergence">KL(model ‖ changed model) of the next token's distribution, nats.</param>
/// <param name="CumulativeDistance">D_N over the head's values; NaN for all heads at once, as are the next ones.</param>
/// <param name="ResultantDistance">d_N.</param>
/// <param name="SelectedMass">A_N.</param>
/// <param name="Entropy">H of the whole row, nats.</param>
/// <param name="OutputError">||c − c'||: how far the head's output moves.</param>
/// <param name="Count">How many positions.</param>
public sealed record SelectionCostRow(
    string Text, int Layer, int Head, int N, bool Renormalized, double Loss, double LossIncrease, double Divergence,
    double CumulativeDistance, double ResultantDistance, double SelectedMass, double Entropy, double OutputError, int Count);
