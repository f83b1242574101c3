namespace Workbook.Experiments.Rows;

/// <summary>What another normalizer in place of softmax costs a model that was trained with softmax: a counterfactual, not how a model trained with it would fare.</summary>
/// <param name="Text">Name of the text.</param>
/// <param name="Layer">Layer, from 0; −1 where all heads of all layers are changed at once.</param>
/// <param name="Head">Head, from 0; −1 likewise.</param>
/// <param name="Normalizer">The normalizer's name.</param>
/// <param name="MatchedEntropy">Whether a temperature was sought at which the mean entropy is softmax's.</param>
/// <param name="Temperature">T; 1 without matching, NaN where no T matches (the costs are NaN then); for all heads the median of those that match.</param>
/// <param name="Entropy">Mean entropy of the normalizer's rows, nats; NaN for all heads at once.</param>
/// <param name="OwnEntropy">Mean entropy of softmax's rows, nats; NaN likewise.</param>
/// <param name="MatchedHeads">How many heads the temperature was found for; 0 without matching.</param>
/// <param name="Loss">The unchanged model's loss, nats a token.</param>
/// <param name="LossIncrease">By how much the loss rises, nats a token.</param>
/// <param name="Divergence">KL(model ‖ changed model) of the next token's distribution, nats.</param>
/// <param name="Count">How many positions.</param>
public sealed record NormalizerSwapRow(
    string Text, int Layer, int Head, string Normalizer, bool MatchedEntropy, double Temperature, double Entropy, double OwnEntropy, int MatchedHeads,
    double Loss, double LossIncrease, double Divergence, int Count);
