namespace Workbook.Experiments.Rows;

/// <summary>Another normalizer in a model that was trained with softmax, over all heads and texts: a counterfactual.</summary>
/// <param name="Normalizer">Its name.</param>
/// <param name="MatchedEntropy">Whether temperatures were sought at which the entropy is softmax's.</param>
/// <param name="Divergence">Mean KL(model ‖ changed model) with one head changed, nats, over the heads that have a temperature.</param>
/// <param name="DivergenceLow">Lower end of its 95 % interval.</param>
/// <param name="DivergenceHigh">Upper end.</param>
/// <param name="LossIncrease">Mean rise of the loss with one head changed, nats a token.</param>
/// <param name="LossLow">Lower end of its 95 % interval.</param>
/// <param name="LossHigh">Upper end.</param>
/// <param name="MedianTemperature">Median of the temperatures found.</param>
/// <param name="MatchedShare">Share of heads and texts for which a temperature was found; 1 without matching.</param>
/// <param name="Count">How many pairs of a head and a text stand behind the means.</param>
/// <param name="AllDivergence">Mean KL with all heads changed at once.</param>
/// <param name="AllDivergenceLow">Lower end of its 95 % interval; NaN with one text.</param>
/// <param name="AllDivergenceHigh">Upper end.</param>
/// <param name="AllLossIncrease">Mean rise of the loss with all heads changed at once.</param>
/// <param name="AllLossLow">Lower end of its 95 % interval; NaN with one text.</param>
/// <param name="AllLossHigh">Upper end.</param>
/// <param name="Texts">How many texts.</param>
public sealed record NormalizerSummaryRow(
    string Normalizer, bool MatchedEntropy, double Divergence, double DivergenceLow, double DivergenceHigh, double LossIncrease, double LossLow, double LossHigh, double MedianTemperature, double MatchedShare, int Count,
    double AllDivergence, double AllDivergenceLow, double AllDivergenceHigh, double AllLossIncrease, double AllLossLow, double AllLossHigh, int Texts);
