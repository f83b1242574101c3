namespace Workbook.Experiments.Rows;

/// <summary>How one query of one head spreads its weight.</summary>
/// <param name="Text">Name of the text.</param>
/// <param name="Layer">Layer, from 0.</param>
/// <param name="Head">Head, from 0.</param>
/// <param name="Position">Query position t, from 0: a row of L = t+1 tokens.</param>
/// <param name="MaxWeight">a_max.</param>
/// <param name="Entropy">H, nats.</param>
/// <param name="EffectiveTokens">e^H.</param>
/// <param name="SinkWeight">Weight of the first token.</param>
public sealed record HeadDilutionRow(string Text, int Layer, int Head, int Position, double MaxWeight, double Entropy, double EffectiveTokens, double SinkWeight);
