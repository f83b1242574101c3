namespace Workbook.Experiments.Rows;

/// <summary>Whether the token that states the asked-for fact is selected, and can be told from those left out.</summary>
/// <param name="Text">Name of the text.</param>
/// <param name="Layer">Layer, from 0.</param>
/// <param name="Head">Head, from 0.</param>
/// <param name="Position">The query position that must answer: a row of L = t+1 tokens.</param>
/// <param name="N">N, each listed size below L.</param>
/// <param name="Rank">The token's place among the weights, from 1: it is selected when this is at most N.</param>
/// <param name="Distinguishable">True when it is selected and lies strictly nearer to s_N than every token left out.</param>
/// <param name="NearerShare">Share of the tokens left out that lie farther than it; NaN when it is not selected.</param>
public sealed record HeadDistinguishedRow(string Text, int Layer, int Head, int Position, int N, int Rank, bool Distinguishable, double NearerShare);
