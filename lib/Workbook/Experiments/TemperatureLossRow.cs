namespace Workbook.Experiments;

/// <summary>A model's loss on a text with the logits of all heads divided by T.</summary>
/// <param name="Text">Name of the text.</param>
/// <param name="Temperature">T; 1 is the model's own.</param>
/// <param name="Loss">Mean loss, nats a token.</param>
/// <param name="Count">How many tokens were foretold.</param>
public sealed record TemperatureLossRow(string Text, double Temperature, double Loss, int Count);
