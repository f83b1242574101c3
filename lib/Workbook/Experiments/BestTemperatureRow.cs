namespace Workbook.Experiments;

/// <summary>The temperature at which a model's loss on a text is least.</summary>
/// <param name="Text">Name of the text.</param>
/// <param name="Temperature">T of the least loss found.</param>
/// <param name="Loss">The loss there, nats a token.</param>
/// <param name="OwnLoss">The loss at T = 1.</param>
/// <param name="AtEdge">True when the least loss stands at an end of the range that was searched, so that the true minimum may lie outside.</param>
/// <param name="Count">How many tokens were foretold.</param>
public sealed record BestTemperatureRow(string Text, double Temperature, double Loss, double OwnLoss, bool AtEdge, int Count);
