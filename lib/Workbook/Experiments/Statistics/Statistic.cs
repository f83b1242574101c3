using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace Workbook.Experiments.Statistics;

/// <summary>A figure over several observations, with a 95 % interval and their count.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
/// <param name="Count">How many observations stand behind it.</param>
public sealed record Statistic(double Value, double Low, double High, int Count)
{
    private const double Tail = 0.025;

    /// <summary>A mean, with the percentile interval of a seeded bootstrap.</summary>
    /// <param name="values">The observations, at least one.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <param name="resamples">How often the observations are drawn again.</param>
    // Efron 1979: the spread of means over samples drawn with replacement from the observations.
    public static Statistic Mean(IReadOnlyList<double> values, int seed = 1, int resamples = 1000)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Count);
        var random = new Random(seed);
        var means = new double[resamples];
        for (var r = 0; r < resamples; r++)
        {
            var sum = 0.0;
            for (var i = 0; i < values.Count; i++) sum += values[random.Next(values.Count)];
            means[r] = sum / values.Count;
        }
        return new(values.Average(), means.Quantile(Tail), means.Quantile(1 - Tail), values.Count);
    }

    /// <summary>A share of yes and no, with the exact binomial interval.</summary>
    /// <param name="hits">How many are yes.</param>
    /// <param name="count">How many there are, at least one.</param>
    // Clopper and Pearson 1934: the shares that the observed count would not reject at 2.5 % on either side.
    public static Statistic Share(int hits, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, count);
        var low = hits == 0 ? 0 : Beta.InvCDF(hits, count - hits + 1, Tail);
        var high = hits == count ? 1 : Beta.InvCDF(hits + 1, count - hits, 1 - Tail);
        return new((double)hits / count, low, high, count);
    }

    /// <summary>The estimate with its interval, e.g. <c>0.85 (0.71 to 0.94, n = 40)</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Value:0.###} ({Low:0.###} to {High:0.###}, n = {Count})");
}
