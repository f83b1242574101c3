namespace Workbook.Experiments.Rows;

/// <summary>The critical share N/L over all texts by one rule.</summary>
/// <param name="Length">L.</param>
/// <param name="Rule">As in <see cref="CriticalRow"/>.</param>
/// <param name="Level">The test's level; NaN for the rules that need none.</param>
/// <param name="Share">Mean share over the texts that have one.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Texts">Texts that have one.</param>
/// <param name="Without">Texts where the test rejects at every N up to L/2.</param>
public sealed record CriticalShareRow(int Length, string Rule, double Level, double Share, double Low, double High, int Texts, int Without);
