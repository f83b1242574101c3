using Workbook.Experiments;
using Workbook.Experiments.Simulations;
using Workbook.Selection;

namespace Workbook.Charts;

/// <summary>Figures of chapter 02: distances over selection size and context length.</summary>
public static class DistanceFigures
{
    private static readonly Axis SizeAxis = Axis.Log("selection size N", "tokens");

    /// <summary>D_N with Theorem 1's bound, the sharper one, and (L−N)||s_N||.</summary>
    /// <param name="row">The row.</param>
    public static Figure Bounds(DistanceRow row) => Chart.Lines(
        "Cumulative distance of the top-N selection. The published bound is safe and loose; (L−N) times the length of the context vector alone says nearly everything.",
        SizeAxis,
        "cumulative distance D_N",
        OverSize("published bound", row, row.Bounds.Published, SeriesRole.PublishedBound),
        OverSize("sharper bound", row, row.Bounds.Sharp, SeriesRole.SharpBound),
        OverSize("D_N", row, row.Cumulative, SeriesRole.Measured),
        OverSize("(L−N) ||s_N||", row, row.Bounds.Centre, SeriesRole.Prediction));

    /// <summary>Top-N against random selection: simulated, the main sum, the closed bound.</summary>
    /// <param name="row">The row.</param>
    /// <param name="simulated">Random selections of the same row.</param>
    public static Figure Expectations(DistanceRow row, IReadOnlyList<SimulatedPoint> simulated) => Chart.Lines(
        "Random selection stays far below the top-N selection. The published main sum lies below its simulated expectation and the closed bound above it; the band is two standard errors.",
        SizeAxis,
        "cumulative distance D_N",
        OverSize("top-N", row, row.Cumulative, SeriesRole.Measured),
        OverSize("closed upper bound", row, row.ExpectationBound, SeriesRole.SharpBound),
        OverSize("main sum", row, row.MainSum, SeriesRole.Prediction),
        new Series(
            "random, simulated",
            [.. simulated.Select(p => (double)p.N)],
            [.. simulated.Select(p => p.Cumulative.Mean)],
            SeriesRole.InformativeToken,
            [.. simulated.Select(p => p.Cumulative.Mean - 2 * p.Cumulative.StandardError)],
            [.. simulated.Select(p => p.Cumulative.Mean + 2 * p.Cumulative.StandardError)]));

    /// <summary>d_N of a row whose vectors cluster: least where the mass splits in half.</summary>
    /// <param name="row">The row.</param>
    public static Figure Resultant(DistanceRow row) => Chart.Lines(
        "Resultant distance when the vectors share a mean: top-N follows |1−2A_N| times the output's length and is least where the selected mass is one half; random selection needs half of all tokens for that.",
        SizeAxis,
        "resultant distance d_N",
        OverSize("top-N", row, row.Resultant, SeriesRole.Measured),
        OverSize("|1−2A_N| ||c||", row, [.. row.Mass.Select(a => Math.Abs(1 - 2 * a) * row.Resultant[0])], SeriesRole.Prediction),
        OverSize("random selection, root mean square", row, row.RandomResultant, SeriesRole.SharpBound));

    /// <summary>D_N at fixed N over L: bounded logits beside a sink.</summary>
    /// <param name="bounded">From <see cref="DistanceExperiment.BoundedLogits"/>.</param>
    /// <param name="sink">From <see cref="DistanceExperiment.WithSink"/>.</param>
    public static Figure OverLength(IReadOnlyList<LengthPoint> bounded, IReadOnlyList<LengthPoint> sink) => Chart.Panels(
        "At fixed N, bounded logits keep D_N bounded; it grows like L only where a sink keeps the context vector long. The published growth is a statement about sinks.",
        Axis.Log("context length L", "tokens"),
        Axis.Log("cumulative distance D_N"),
        new LinePanel("bounded logits", [.. Curves(bounded), Line("ceiling (C_2 N + 1) R", bounded, p => p.Ceiling, SeriesRole.SharpBound)]),
        new LinePanel("with a sink", [.. Curves(sink)]));

    /// <summary>N_half over L for several kinds of weights, each with its law.</summary>
    /// <param name="curves">From <see cref="HalfMassExperiment.OverLength"/>.</param>
    public static Figure HalfMass(IReadOnlyList<HalfMassCurve> curves) => Chart.Panels(
        "How many tokens hold half of the mass. Weights that fall exponentially need the same few at every length; Gaussian logits and slow power laws need a fixed share of the context; 1/i lies between, at the root of L.",
        Axis.Log("context length L", "tokens"),
        Axis.Log("N with half of the mass", "tokens"),
        [.. curves.Select(c => new LinePanel(
            c.Weights,
            Series.Over("measured", c.Lengths, c.Sizes, SeriesRole.Measured),
            Series.Over("law", c.Lengths, c.Law, SeriesRole.Prediction)))]);

    /// <summary>What is lost by keeping the top N, with and without scaling up.</summary>
    /// <param name="errors">The errors at some N.</param>
    /// <param name="diameter">The largest distance between two vectors.</param>
    public static Figure Truncation(IReadOnlyList<(int Size, TruncationError Error)> errors, double diameter)
    {
        Series Line(string name, Func<TruncationError, double> y, SeriesRole role) =>
            Series.Over(name, errors.Select(e => e.Size), errors.Select(e => y(e.Error) is > 1e-6 and var value ? value : double.NaN), role);
        return Chart.Lines(
            "Error of the output when only the top N are kept. Scaling the kept weights up to sum to one helps where the vectors share a mean.",
            SizeAxis,
            Axis.Log("error of the output"),
            Line("τ diam", e => e.LeftOut * diameter, SeriesRole.SharpBound),
            Line("deleted, e_del", e => e.Deleting, SeriesRole.Plain),
            Line("scaled up, e_ren", e => e.Renormalizing, SeriesRole.Measured));
    }

    private static IEnumerable<Series> Curves(IReadOnlyList<LengthPoint> points) =>
    [
        Line("published bound", points, p => p.Published.Median, SeriesRole.PublishedBound),
        Series.Over("D_N of the top-N", points.Select(p => p.Length), points.Select(p => p.Cumulative.Median), SeriesRole.Measured, points.Select(p => p.Cumulative.Low), points.Select(p => p.Cumulative.High)),
        Line("main sum E_P", points, p => p.MainSum.Median, SeriesRole.Prediction),
    ];

    private static Series Line(string name, IReadOnlyList<LengthPoint> points, Func<LengthPoint, double> y, SeriesRole role) =>
        Series.Over(name, points.Select(p => p.Length), points.Select(y), role);

    private static Series OverSize(string name, DistanceRow row, double[] curve, SeriesRole role)
    {
        var sizes = Lengths.SelectionSizes(row.Length, 60);
        return Series.Over(name, sizes, sizes.Select(n => curve[n]), role);
    }
}
