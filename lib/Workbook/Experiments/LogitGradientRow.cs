namespace Workbook.Experiments;

/// <summary>How strongly a model's loss reacts to one head's logits at a temperature T: lengths of the gradient of the loss, summed over the text, with respect to one query's row of logits.</summary>
/// <param name="Text">Name of the text.</param>
/// <param name="Layer">Layer, from 0.</param>
/// <param name="Head">Head, from 0.</param>
/// <param name="Temperature">T, by which the logits of all heads are divided.</param>
/// <param name="GradientRms">Root mean square over the query positions, nats a unit of logit.</param>
/// <param name="GradientMedian">Median.</param>
/// <param name="GradientMax">Greatest.</param>
/// <param name="Count">How many query positions: all but the first, whose row has one token.</param>
public sealed record LogitGradientRow(
    string Text, int Layer, int Head, double Temperature, double GradientRms, double GradientMedian, double GradientMax, int Count);
