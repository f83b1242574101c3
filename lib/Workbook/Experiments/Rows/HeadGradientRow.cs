namespace Workbook.Experiments.Rows;

/// <summary>How much the model's loss depends on the logits of one head while all heads run at one temperature.</summary>
/// <param name="Text">Name of the text.</param>
/// <param name="Layer">Layer, from 0.</param>
/// <param name="Head">Head, from 0.</param>
/// <param name="Temperature">T of all heads; it multiplies the model's own.</param>
/// <param name="Length">Tokens of the context.</param>
/// <param name="GradientNorm">||∂loss/∂l||_2 over all logits of the head, loss the mean over positions, nats.</param>
/// <param name="GradientMax">The greatest entry in absolute value.</param>
public sealed record HeadGradientRow(string Text, int Layer, int Head, double Temperature, int Length, double GradientNorm, double GradientMax);
