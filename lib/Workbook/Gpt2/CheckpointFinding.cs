namespace Workbook.Gpt2;

/// <summary>One thing that was looked at in a checkpoint.</summary>
/// <param name="Name">What was looked at, one word.</param>
/// <param name="Ok">Whether it can be used.</param>
/// <param name="Fact">What was found, or what is wrong and what to do.</param>
public sealed record CheckpointFinding(string Name, bool Ok, string Fact);
