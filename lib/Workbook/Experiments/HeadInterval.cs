using Workbook.Experiments.Statistics;

namespace Workbook.Experiments;

/// <summary>One head over several texts: the mean of its texts' values with an interval, or of one text with the fit's own.</summary>
internal static class HeadInterval
{
    /// <summary>The mean over texts with the bootstrap's interval; of a single text the fit's own interval.</summary>
    public static Statistic Of(IReadOnlyList<Statistic> perText, ExperimentOptions options)
    {
        var known = perText.Where(s => !double.IsNaN(s.Value)).ToArray();
        return known.Length switch
        {
            0 => new(double.NaN, double.NaN, double.NaN, 0),
            1 => known[0] with { Count = 1 },
            _ => Statistic.Mean([.. known.Select(s => s.Value)], options.Seed, options.Resamples),
        };
    }
}
