namespace Workbook.Experiments.Rows;

/// <summary>What one head gives the token that states the fact that is asked for.</summary>
/// <param name="Text">Name of the text.</param>
/// <param name="Layer">Layer, from 0.</param>
/// <param name="Head">Head, from 0.</param>
/// <param name="Position">The query position that must answer: a row of L = t+1 tokens.</param>
/// <param name="Distance">How many tokens back the fact stands.</param>
/// <param name="Rank">Its place among the weights, from 1: the least N that selects it.</param>
/// <param name="Weight">Its weight.</param>
public sealed record HeadInformativeRow(string Text, int Layer, int Head, int Position, int Distance, int Rank, double Weight);
