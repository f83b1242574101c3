using MathNet.Numerics.Distributions;

namespace Workbook.Experiments.Statistics;

/// <summary>Spearman's rank correlation: does one quantity grow with another, whatever the shape of the law?</summary>
public static class RankCorrelation
{
    /// <summary>ρ of paired observations, equal values sharing their mean rank, with an approximate 95 % interval.</summary>
    /// <param name="x">First quantity, no NaN.</param>
    /// <param name="y">Second quantity, as many, no NaN.</param>
    /// <returns>NaN when either does not vary; NaN ends below four pairs. The interval takes the pairs as independent.</returns>
    // Bonett and Wright 2000, Psychometrika 65: Fisher's z with standard error sqrt((1 + ρ²/2)/(n − 3)).
    public static Statistic Spearman(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        var rho = Coefficient(x, y);
        var n = x.Count;
        if (n < 4 || double.IsNaN(rho) || Math.Abs(rho) >= 1)
            return new(rho, n < 4 || double.IsNaN(rho) ? double.NaN : rho, n < 4 || double.IsNaN(rho) ? double.NaN : rho, n);
        var half = Normal.InvCDF(0, 1, 0.975) * Math.Sqrt((1 + rho * rho / 2) / (n - 3));
        return new(rho, Math.Tanh(Math.Atanh(rho) - half), Math.Tanh(Math.Atanh(rho) + half), n);
    }

    /// <summary>ρ with the clustered bootstrap's interval: pairs that share a text or a head are not independent.</summary>
    /// <param name="x">First quantity; pairs with a NaN are left out.</param>
    /// <param name="y">Second quantity, on the same cells in the same order.</param>
    /// <param name="seed">The seed of the draws.</param>
    /// <param name="resamples">How often texts and heads are drawn again.</param>
    public static Statistic Clustered(IReadOnlyList<HeadCell> x, IReadOnlyList<HeadCell> y, int seed = 1, int resamples = 1000)
    {
        if (x.Count != y.Count)
            throw new ArgumentException($"{x.Count} first values need as many second ones, not {y.Count}.", nameof(y));
        var kept = Enumerable.Range(0, x.Count).Where(i => !double.IsNaN(x[i].Value) && !double.IsNaN(y[i].Value)).ToArray();
        var cells = kept.Select(i => x[i]).ToArray();
        return ClusteredBootstrap.Of(
            cells,
            drawn => Coefficient([.. drawn.Select(k => cells[k].Value)], [.. drawn.Select(k => y[kept[k]].Value)]),
            seed,
            resamples);
    }

    /// <summary>Ranks from 1, equal values sharing the mean of their ranks.</summary>
    /// <param name="values">No NaN.</param>
    public static double[] Ranks(IReadOnlyList<double> values)
    {
        var order = Enumerable.Range(0, values.Count).OrderBy(i => values[i]).ToArray();
        var ranks = new double[values.Count];
        for (var start = 0; start < order.Length;)
        {
            var end = start + 1;
            while (end < order.Length && values[order[end]] == values[order[start]])
                end++;
            for (var k = start; k < end; k++)
                ranks[order[k]] = (start + 1 + end) / 2.0;
            start = end;
        }

        return ranks;
    }

    private static double Coefficient(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        if (x.Count != y.Count)
            throw new ArgumentException($"{x.Count} first values need as many second ones, not {y.Count}.", nameof(y));
        if (x.Any(double.IsNaN) || y.Any(double.IsNaN))
            throw new ArgumentException("A value is NaN; it has no rank.", nameof(x));
        if (x.Count < 2)
            return double.NaN;
        var (first, second) = (Ranks(x), Ranks(y));
        var mean = (x.Count + 1) / 2.0;
        var (xx, yy, xy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < first.Length; i++)
        {
            xx += (first[i] - mean) * (first[i] - mean);
            yy += (second[i] - mean) * (second[i] - mean);
            xy += (first[i] - mean) * (second[i] - mean);
        }

        return xx > 0 && yy > 0 ? Math.Clamp(xy / Math.Sqrt(xx * yy), -1, 1) : double.NaN;
    }
}
