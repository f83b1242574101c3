namespace Workbook.Experiments.Rows;

/// <summary>The critical selection size of one text by one rule.</summary>
/// <param name="Text">Name of the text.</param>
/// <param name="Length">L.</param>
/// <param name="Rule">ks main sum, ks plug-in, ks random selection (the paper's test of D_N against a reading of E), half mass, or plateau.</param>
/// <param name="Level">The test's level; NaN for the rules that need none.</param>
/// <param name="N">The critical size: of the test, the least N up to L/2 at which it no longer rejects, −1 when there is none; else the mean over heads.</param>
/// <param name="Share">N over L, NaN when there is none; of the rules without a test, the mean of N over the tokens of its row.</param>
/// <param name="Heads">How many heads the rule looks at.</param>
public sealed record CriticalRow(string Text, int Length, string Rule, double Level, double N, double Share, int Heads);
