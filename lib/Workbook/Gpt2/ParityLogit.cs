namespace Workbook.Gpt2;

/// <summary>A next token and its logit.</summary>
/// <param name="Id">The token.</param>
/// <param name="Logit">Its logit.</param>
public sealed record ParityLogit(int Id, double Logit);
