namespace Workbook.Experiments.Statistics;

/// <summary>The middle, the middle half and the mean of repeated measurements.</summary>
/// <param name="Median">The median.</param>
/// <param name="Low">The lower quartile.</param>
/// <param name="High">The upper quartile.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Count">How many measurements.</param>
public sealed record Spread(double Median, double Low, double High, double Mean, int Count)
{
    /// <summary>The spread of a list of values, interpolated between neighbours.</summary>
    /// <param name="values">At least one value.</param>
    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        ArgumentOutOfRangeException.ThrowIfZero(sorted.Length, nameof(values));
        return new Spread(Quantile(sorted, 0.5), Quantile(sorted, 0.25), Quantile(sorted, 0.75), sorted.Average(), sorted.Length);
    }

    private static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 == sorted.Length ? sorted[below] : sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]);
    }
}
