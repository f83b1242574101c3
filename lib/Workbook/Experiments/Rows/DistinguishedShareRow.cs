using Workbook.Experiments.Statistics;

namespace Workbook.Experiments.Rows;

/// <summary>In how many questions some head selects the token that states the asked-for fact, and in how many some head can also tell it from those left out.</summary>
/// <param name="Length">L: the questions' rows have more than L/2 tokens and at most L; 0 for the questions of every length.</param>
/// <param name="N">N.</param>
/// <param name="Selected">Share of the questions.</param>
/// <param name="SelectedLow">Lower end of its exact binomial 95 % interval.</param>
/// <param name="SelectedHigh">Upper end.</param>
/// <param name="Distinguishable">Share of the questions, selected or not.</param>
/// <param name="DistinguishableLow">Lower end of its exact binomial 95 % interval.</param>
/// <param name="DistinguishableHigh">Upper end.</param>
/// <param name="Count">How many questions, those with more than N tokens.</param>
public sealed record DistinguishedShareRow(
    int Length, int N, double Selected, double SelectedLow, double SelectedHigh, double Distinguishable, double DistinguishableLow, double DistinguishableHigh, int Count)
{
    /// <param name="questions">Of each question and N: the tokens of its row, whether some head selects its token, and whether some head can tell it.</param>
    /// <param name="lengths">The lengths.</param>
    internal static IEnumerable<DistinguishedShareRow> Of(IReadOnlyList<(int Tokens, int N, bool Selected, bool Told)> questions, IReadOnlyList<int> lengths)
    {
        foreach (var length in lengths.Prepend(0))
        {
            foreach (var size in questions.Where(q => length == 0 || (q.Tokens <= length && 2 * q.Tokens > length)).GroupBy(q => q.N).OrderBy(g => g.Key))
            {
                var selected = Statistic.Share(size.Count(q => q.Selected), size.Count());
                var told = Statistic.Share(size.Count(q => q.Told), size.Count());
                yield return new(length, size.Key, selected.Value, selected.Low, selected.High, told.Value, told.Low, told.High, size.Count());
            }
        }
    }
}
