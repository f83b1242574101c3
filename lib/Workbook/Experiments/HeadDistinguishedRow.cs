namespace Workbook.Experiments;

/// <summary>Whether the token that states the asked-for fact can be told from those left out, once it is selected.</summary>
/// <param name="Text">Name of the text.</param>
/// <param name="Layer">Layer, from 0.</param>
/// <param name="Head">Head, from 0.</param>
/// <param name="Position">The query position that must answer: a row of L = t+1 tokens.</param>
/// <param name="N">N, at least the token's rank.</param>
/// <param name="Rank">The token's place among the weights, from 1.</param>
/// <param name="Distinguishable">True when it lies strictly nearer to s_N than every token left out.</param>
/// <param name="NearerShare">Share of the tokens left out that lie farther than it.</param>
public sealed record HeadDistinguishedRow(string Text, int Layer, int Head, int Position, int N, int Rank, bool Distinguishable, double NearerShare);
