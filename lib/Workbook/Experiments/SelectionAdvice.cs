using Workbook.Experiments.Rows;
using Workbook.Experiments.Statistics;

namespace Workbook.Experiments;

/// <summary>What the paper advises about the size of the active set, beside what a model loses by following it.</summary>
public static class SelectionAdvice
{
    // Below a hundredth of a nat a token a change of the loss is small beside that between two texts.
    private const double Small = 0.01;

    /// <summary>The comparisons that a run can make.</summary>
    /// <param name="result">Of the experiment <c>selection-cost</c>.</param>
    /// <param name="length">L, the greatest length.</param>
    /// <returns>Empty when no curve was measured.</returns>
    public static IReadOnlyList<PaperComparison> Of(ExperimentResult result, int length)
    {
        ArgumentNullException.ThrowIfNull(result);
        var curve = result.RowsOf<SelectionCurveRow>().Where(r => r.Renormalized).ToArray();
        var size = (int)Math.Max(1, Math.Floor(0.06 * length));
        var lines = new List<PaperComparison>();
        foreach (var (heads, words) in new[] { ("one", "one head at a time"), ("all", "all heads at once") })
        {
            if (curve.Where(r => r.Heads == heads && r.N <= size).MaxBy(r => r.N) is not { } row)
                continue;
            var statistic = new Statistic(row.LossIncrease, row.LossLow, row.LossHigh, row.Count);
            lines.Add(new(
                "advice", "keep the active set below 0.06 L", $"rise of the loss with the top {row.N} of L = {length}, {words}", row.LossIncrease, row.LossLow, row.LossHigh, row.Count,
                double.IsNaN(row.LossLow) ? PaperComparison.CannotTell : PaperComparison.Judge(statistic, double.NegativeInfinity, Small),
                FormattableString.Invariant($"agrees below {Small} nats a token, where the rest is not missed")));
        }

        var (distance, mass) = (Rank(result, "rankOfCumulativeDistance"), Rank(result, "rankOfLeftOutMass"));
        if (distance is not null)
        {
            lines.Add(new(
                "equation 7", "D_N measures how far the selection stands from the rest", "rank correlation of D_N with the damage of keeping the top N", distance.Value, distance.Low, distance.High, distance.Count,
                PaperComparison.Judge(distance, double.NegativeInfinity, 0), "agrees below 0"));
        }

        if (distance is not null && mass is not null)
        {
            lines.Add(new(
                "equation 7", "D_N is the measure to choose N by", "the same, beside that of the mass left out", distance.Value, distance.Low, distance.High, distance.Count,
                Stronger(distance, mass), FormattableString.Invariant($"agrees when it lies farther from 0 than {mass.Value:0.00} ({mass.Low:0.00} to {mass.High:0.00}), the mass left out's")));
        }

        return lines;
    }

    private static Statistic? Rank(ExperimentResult result, string name) =>
        result.Findings.FirstOrDefault(f => f.Name == name) is { } finding && !double.IsNaN(finding.Value) ? new(finding.Value, finding.Low, finding.High, finding.Count) : null;

    // Two intervals that overlap leave the question open.
    private static string Stronger(Statistic distance, Statistic mass)
    {
        var (least, most) = (Math.Min(Math.Abs(distance.Low), Math.Abs(distance.High)), Math.Max(Math.Abs(distance.Low), Math.Abs(distance.High)));
        return least > Math.Abs(mass.High) ? PaperComparison.Reproduces : most < Math.Abs(mass.Low) ? PaperComparison.DoesNot : PaperComparison.CannotTell;
    }
}
