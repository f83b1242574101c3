namespace Workbook.Runner.Results;

/// <summary>A text that an experiment read.</summary>
/// <param name="Name">Its name, as rows have it.</param>
/// <param name="Hash">SHA-256 of its characters, or of its token ids when only those are known.</param>
/// <param name="Tokens">How many tokens it has; the experiment reads the first ones.</param>
/// <param name="Questions">How many questions with a known informative token it has.</param>
public sealed record TextRecord(string Name, string Hash, int Tokens, int Questions);
