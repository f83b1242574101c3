using Workbook.Bounds;
using Workbook.Experiments;
using Workbook.Experiments.Simulations;
using Workbook.Experiments.Statistics;
using Workbook.Selection;

namespace Workbook.Charts;

/// <summary>Figures of chapter 03: which of the selected tokens can be told from the others.</summary>
public static class SeparabilityFigures
{
    private static readonly Axis SizeAxis = Axis.Log("selection size N", "tokens");

    /// <summary>Four measures of one row over N.</summary>
    /// <param name="curves">The measures at some sizes.</param>
    public static Figure Measures(SeparabilityCurves curves)
    {
        Series Line(string name, double[] values) => Series.Over(name, curves.Sizes, values);
        return Chart.Lines(
            "One row, four answers. How many of the selected tokens count as distinguishable depends on the radius that is chosen.",
            SizeAxis,
            new Axis("share", From: 0, To: 1.02),
            Line("N_s/N at fixed r", curves.FixedRadius),
            Line("N_s/N at r_min", curves.NearestRadius),
            Line("N_s/N at r_med", curves.MedianRadius),
            Line("AUC", curves.Auc));
    }

    /// <summary>The share within a fixed radius, with Theorem 2 as read and with Cantelli's bounds.</summary>
    /// <param name="points">From <see cref="SeparabilitySimulation.OverRadius"/>.</param>
    public static Figure OverRadius(IReadOnlyList<RadiusPoint> points)
    {
        Series Line(string name, Func<RadiusPoint, double> y, SeriesRole role) =>
            new(name, [.. points.Select(p => p.Radius)], [.. points.Select(p => y(p) is >= 0 and var value ? value : double.NaN)], role);
        return Chart.Lines(
            "The share of selected tokens within a fixed radius of their sum. Where the blue line lies above the upper dashed one, the published upper bound is refuted; the bounds from mean and variance hold on both sides.",
            "radius r",
            new Axis("share N_s/N", From: 0, To: 1.02),
            Line("published upper", p => p.Published.Upper, SeriesRole.PublishedBound),
            Line("simulated", p => p.Share.Value, SeriesRole.Measured) with { Low = [.. points.Select(p => p.Share.Low)], High = [.. points.Select(p => p.Share.High)] },
            Line("at most, Cantelli", p => p.Cantelli.Upper, SeriesRole.SharpBound),
            Line("at least, Cantelli", p => p.Cantelli.Lower, SeriesRole.SharpBound),
            Line("published lower", p => p.Published.Lower, SeriesRole.PublishedBound));
    }

    /// <summary>Equal weights at two lengths: each measure over N against its own law.</summary>
    /// <param name="dimension">d.</param>
    /// <param name="shorter">The shorter length and its points.</param>
    /// <param name="longer">The longer length and its points.</param>
    public static Figure Capacity(int dimension, (int Length, IReadOnlyList<SeparabilityPoint> Points) shorter, (int Length, IReadOnlyList<SeparabilityPoint> Points) longer)
    {
        LinePanel Panel(string title, Func<SeparabilityPoint, Statistic> measured, Func<int, int, double> law) => new(
            title,
            Measured($"L = {shorter.Length}", shorter.Points, measured, SeriesRole.InformativeToken),
            Measured($"L = {longer.Length}", longer.Points, measured, SeriesRole.Measured),
            Series.Over("law", shorter.Points.Select(p => p.Size), shorter.Points.Select(p => law(p.Size, shorter.Length)), SeriesRole.Prediction),
            Series.Over("law", longer.Points.Select(p => p.Size), longer.Points.Select(p => law(p.Size, longer.Length)), SeriesRole.Prediction));
        return Chart.Panels(
            "Equal weights, isotropic vectors. Three measures do not know the length; the radius of the nearest token left out does, and its share falls as the context grows.",
            SizeAxis,
            new Axis("share", From: 0, To: 1.02),
            Panel("fixed r", p => p.Fixed, (n, _) => CapacityLaws.FixedRadiusShare(n, dimension)),
            Panel("r_min, the nearest left out", p => p.Nearest, (n, length) => CapacityLaws.NearestRadiusShare(n, length, dimension)),
            Panel("r_med, the median left out", p => p.Median, (n, _) => CapacityLaws.MedianRadiusShare(n, dimension)),
            Panel("AUC", p => p.Auc, (n, _) => CapacityLaws.Auc(n, dimension)));
    }

    private static Series Measured(string name, IReadOnlyList<SeparabilityPoint> points, Func<SeparabilityPoint, Statistic> y, SeriesRole role) =>
        Series.Over(name, points.Select(p => p.Size), points.Select(p => y(p).Value), role, points.Select(p => y(p).Low), points.Select(p => y(p).High));
}
