namespace Workbook.Experiments.Rows;

/// <summary>The model's loss on one text while all heads run at one temperature.</summary>
/// <param name="Text">Name of the text.</param>
/// <param name="Temperature">T of all heads; it multiplies the model's own.</param>
/// <param name="Length">Tokens of the context.</param>
/// <param name="Loss">Mean loss of the next token, nats.</param>
public sealed record ModelLossRow(string Text, double Temperature, int Length, double Loss);
