using Workbook.Experiments.Statistics;

namespace Workbook.Experiments.Rows;

/// <summary>What the best head gives the token that states the asked-for fact, over the questions whose rows have more than half of a length's tokens and at most all.</summary>
/// <param name="Length">L: the questions' rows have more than L/2 tokens and at most L.</param>
/// <param name="Weight">Mean over questions of the greatest weight that any head gives the token.</param>
/// <param name="WeightLow">Lower end of its 95 % interval, a bootstrap over questions; NaN with one question.</param>
/// <param name="WeightHigh">Upper end.</param>
/// <param name="Rank">Mean over questions of the least rank in any head.</param>
/// <param name="RankLow">Lower end of its 95 % interval, likewise.</param>
/// <param name="RankHigh">Upper end.</param>
/// <param name="First">Share of questions whose token has the greatest weight in at least one head.</param>
/// <param name="FirstLow">Lower end of its exact binomial 95 % interval.</param>
/// <param name="FirstHigh">Upper end.</param>
/// <param name="Count">How many questions.</param>
public sealed record InformativeLengthRow(
    int Length, double Weight, double WeightLow, double WeightHigh, double Rank, double RankLow, double RankHigh, double First, double FirstLow, double FirstHigh, int Count)
{
    /// <param name="questions">Of each question the tokens of its row, and the token's least rank and greatest weight in any head.</param>
    /// <param name="options">Lengths and draws.</param>
    internal static IEnumerable<InformativeLengthRow> Of(IReadOnlyList<(int Tokens, int Rank, double Weight)> questions, ExperimentOptions options)
    {
        foreach (var length in options.Lengths)
        {
            var own = questions.Where(q => q.Tokens <= length && 2 * q.Tokens > length).ToArray();
            if (own.Length == 0)
                continue;
            var weight = Mean([.. own.Select(q => q.Weight)], options);
            var rank = Mean([.. own.Select(q => (double)q.Rank)], options);
            var first = Statistic.Share(own.Count(q => q.Rank == 1), own.Length);
            yield return new(length, weight.Value, weight.Low, weight.High, rank.Value, rank.Low, rank.High, first.Value, first.Low, first.High, own.Length);
        }
    }

    /// <summary>A mean over questions; one question has no interval.</summary>
    internal static Statistic Mean(double[] values, ExperimentOptions options) =>
        values.Length == 1 ? new(values[0], double.NaN, double.NaN, 1) : Statistic.Mean(values, options.Seed, options.Resamples);
}
