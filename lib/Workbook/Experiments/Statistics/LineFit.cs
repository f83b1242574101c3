using MathNet.Numerics.Distributions;

namespace Workbook.Experiments.Statistics;

/// <summary>A straight line fitted by least squares.</summary>
/// <param name="Slope">The slope with its interval from Student's t at n − 2 degrees of freedom; NaN ends below three points.</param>
/// <param name="Intercept">The value at x = 0.</param>
/// <param name="RSquared">The share of the variance that the line explains; NaN when y does not vary.</param>
public sealed record LineFit(Statistic Slope, double Intercept, double RSquared)
{
    /// <summary>Fits y = slope·x + intercept; points with a NaN or infinite coordinate are left out.</summary>
    /// <param name="x">Abscissas, not all equal.</param>
    /// <param name="y">Ordinates, as many.</param>
    /// <returns>NaN throughout when fewer than two different abscissas are left.</returns>
    public static LineFit Of(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        if (x.Count != y.Count)
            throw new ArgumentException($"{x.Count} abscissas need as many ordinates, not {y.Count}.", nameof(y));
        var points = Enumerable.Range(0, x.Count).Where(i => double.IsFinite(x[i]) && double.IsFinite(y[i])).Select(i => (X: x[i], Y: y[i])).ToArray();
        var n = points.Length;
        if (n < 2 || points.All(p => p.X == points[0].X))
            return new(new(double.NaN, double.NaN, double.NaN, n), double.NaN, double.NaN);
        var (meanX, meanY) = (points.Average(p => p.X), points.Average(p => p.Y));
        var xx = points.Sum(p => (p.X - meanX) * (p.X - meanX));
        var xy = points.Sum(p => (p.X - meanX) * (p.Y - meanY));
        var yy = points.Sum(p => (p.Y - meanY) * (p.Y - meanY));
        var slope = xy / xx;
        var left = points.Sum(p => Math.Pow(p.Y - meanY - slope * (p.X - meanX), 2));
        var half = n < 3 ? double.NaN : StudentT.InvCDF(0, 1, n - 2, 0.975) * Math.Sqrt(left / (n - 2) / xx);
        return new(new(slope, slope - half, slope + half, n), meanY - slope * meanX, yy > 0 ? 1 - left / yy : double.NaN);
    }

    /// <summary>Fits ln y on ln x: the slope is the exponent of a power law. Points that are not positive are left out.</summary>
    /// <param name="x">Abscissas.</param>
    /// <param name="y">Ordinates, as many.</param>
    public static LineFit OfLogarithms(IReadOnlyList<double> x, IReadOnlyList<double> y) =>
        Of([.. x.Select(v => Math.Log(v))], [.. y.Select(v => Math.Log(v))]);
}
