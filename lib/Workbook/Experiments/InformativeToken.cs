namespace Workbook.Experiments;

/// <summary>A query position whose answer is stated once in the text, and where.</summary>
/// <param name="Token">Position of the token that states the fact.</param>
/// <param name="Query">Position that must give the answer as its next token.</param>
public sealed record InformativeToken(int Token, int Query);
