namespace Workbook.Experiments;

/// <summary>What a change inside a model does to its predictions, position by position: all but the last, whose next token is not known.</summary>
/// <param name="Loss">−ln of the probability that the changed model gives the next token, nats, [L − 1].</param>
/// <param name="Divergence">KL(model ‖ changed model) of the next token's distribution, nats, [L − 1].</param>
public sealed record PredictionCost(double[] Loss, double[] Divergence);
