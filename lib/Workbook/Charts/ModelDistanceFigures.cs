using Workbook.Experiments;
using Workbook.Experiments.Rows;
using Workbook.Experiments.Statistics;
using Workbook.Training;

namespace Workbook.Charts;

/// <summary>Figures of chapter 9: distances of a model's heads, and the selection size that is enough.</summary>
public static class ModelDistanceFigures
{
    private static readonly Axis LengthAxis = Axis.Log("context length L", "tokens");

    /// <summary>D_N of every head with Theorem 1's bound and the readings of the expectation, over L at one N: the paper's Figure 2a.</summary>
    /// <param name="measurement">The experiment <c>distance</c>.</param>
    /// <param name="size">N.</param>
    public static IView OverLength(Measurement measurement, int size = 5) => measurement.ShowOverLength<HeadDistanceRow>("No row was measured.", r => r.Length, (rows, _) =>
    {
        var kept = rows.Where(r => r.N == size).ToArray();
        return kept.Length == 0 ? new Notice($"No length of this run has more than {size} tokens.") : Curves(
            $"Figure 2a of the paper, asked of this run: N = {size} and L grows. Means over the heads; the band is the middle half of them. The random selections are simulated.",
            LengthAxis, kept, r => r.Length, [.. kept.Select(r => r.Length).Distinct().Order()]);
    });

    /// <summary>The same over N at the greatest L: the paper's Figure 2b.</summary>
    /// <param name="measurement">The experiment <c>distance</c>.</param>
    public static IView OverSize(Measurement measurement) => measurement.Show<HeadDistanceRow>("No row was measured.", rows =>
    {
        var length = rows.Max(r => r.Length);
        var kept = rows.Where(r => r.Length == length).ToArray();
        return Curves(
            $"Figure 2b of the paper, asked of this run: L = {length} and N grows. Means over the heads, each over its rows of more than N tokens, which are few where N comes near L; the band is the middle half of the heads. The line of D_N hides under that of the plug-in where the two agree.",
            Axis.Log("selection size N", "tokens"), kept, r => r.N, Thinned([.. kept.Select(r => r.N).Distinct().Order()]));
    });

    /// <summary>How fast D_N grows with L against the head's sink weight: one point a head.</summary>
    /// <param name="distance">The experiment <c>distance</c>.</param>
    /// <param name="dilution">The experiment <c>dilution</c>.</param>
    /// <param name="size">N.</param>
    public static IView GrowthOverSink(Measurement distance, Measurement dilution, int size = 5) => distance.Show(_ => dilution.Show<HeadLawRow>("No sink was measured.", laws =>
    {
        var slopes = distance.Rows<HeadDistanceRow>().Where(r => r.N == size).GroupBy(r => (r.Layer, r.Head)).ToDictionary(
            head => head.Key,
            head => head.GroupBy(r => r.Text).Average(text => LineFit.OfLogarithms([.. text.Select(r => (double)r.Length)], [.. text.Select(r => r.CumulativeDistance)]).Slope.Value));
        var heads = laws.Where(law => slopes.TryGetValue((law.Layer, law.Head), out var slope) && double.IsFinite(slope)).OrderBy(law => law.SinkWeight).ToArray();
        var most = Math.Max(0.1, heads.Select(h => h.SinkWeight).DefaultIfEmpty(0).Max() * 1.05);
        return heads.Length == 0 ? new Notice("A slope over L needs at least two lengths with more tokens than N.") : Chart.Lines(
            $"How D_N grows with L at N = {size}, one point a head, against the weight of the first token. Thin lines: growth in proportion to L, and none.",
            new Axis("weight of the first token", From: 0, To: most),
            "slope of ln D_N on ln L",
            Series.Constant("in proportion to L", 1, 0, most, SeriesRole.Individual),
            Series.Constant("no growth", 0, 0, most, SeriesRole.Individual),
            new Series("heads", [.. heads.Select(h => h.SinkWeight)], [.. heads.Select(h => slopes[(h.Layer, h.Head)])], SeriesRole.Measured) { PointsOnly = true });
    }));

    /// <summary>The resultant distance d_N of every head over N at the greatest L, relative to the length of its whole output.</summary>
    /// <param name="measurement">The experiment <c>distance</c>.</param>
    public static IView Resultant(Measurement measurement) => measurement.Show<HeadDistanceRow>("No row was measured.", rows =>
    {
        var length = rows.Max(r => r.Length);
        var kept = rows.Where(r => r.Length == length).ToArray();
        var sizes = Thinned([.. kept.Select(r => r.N).Distinct().Order()]);
        var chosen = sizes.ToHashSet();
        var heads = kept.Where(r => chosen.Contains(r.N)).GroupBy(r => (r.Layer, r.Head)).Select(head => Series.Over(
            MeasurementViews.Head(head.Key.Layer, head.Key.Head),
            sizes,
            sizes.Select(n => head.Where(r => r.N == n).Select(r => r.ResultantDistance).DefaultIfEmpty(double.NaN).Average()),
            SeriesRole.Individual)).ToArray();
        return Chart.Lines(
            $"Resultant distance d_N = ||c − 2 s_N|| over N at L = {length}: each head thin, over its rows of more than N tokens; their mean thick. Where a head's vectors share a direction it is least where the selection holds half of the output. Towards N = L it becomes the length of the whole output.",
            Axis.Log("selection size N", "tokens"),
            new("resultant distance d_N", From: 0),
            [.. heads, Series.Over("mean of the heads", sizes, sizes.Select((_, k) => heads.Select(h => h.Y[k]).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average()), SeriesRole.Measured)]);
    });

    /// <summary>The least N that holds half of the mass and the least N near the minimum of d_N, as shares of the row, over L.</summary>
    /// <param name="measurement">The experiment <c>distance</c>.</param>
    public static IView EnoughSelected(Measurement measurement) => measurement.ShowOverLength<HeadCriticalRow>("No row was measured.", r => r.Length, (rows, lengths) =>
    {
        Series Share(string name, Func<HeadCriticalRow, double> value, SeriesRole role)
        {
            var spreads = lengths.Select(l => OverHeads(rows.Where(r => r.Length == l), r => (r.Layer, r.Head), value)).ToArray();
            return Series.Over(name, lengths, spreads.Select(s => s.Median), role, spreads.Select(s => s.Low), spreads.Select(s => s.High));
        }

        return Chart.Lines(
            "How many tokens are enough, as a share of the row: half of the mass, and within 10 % of the least d_N. Median head with the middle half. Dashed: the paper's 6 %.",
            LengthAxis,
            new("share of the tokens", From: 0),
            Share("half of the mass, N_{1/2}", r => r.HalfMassShare, SeriesRole.Measured),
            Share("plateau of d_N", r => r.PlateauShare, SeriesRole.InformativeToken),
            Series.Constant("published: 0.06", PaperFigures.PublishedCriticalShare, lengths[0], lengths[^1], SeriesRole.PublishedBound));
    });

    /// <summary>The middle, quartiles and mean over heads, each head first averaged over its texts.</summary>
    internal static Spread OverHeads<TRow>(IEnumerable<TRow> rows, Func<TRow, (int Layer, int Head)> head, Func<TRow, double> value)
    {
        var means = rows.GroupBy(head).Select(g => g.Select(value).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average()).Where(double.IsFinite).ToArray();
        return means.Length == 0 ? new(double.NaN, double.NaN, double.NaN, double.NaN, 0) : Spread.Of(means);
    }

    /// <summary>About forty of the sizes, evenly spaced in ln N: more than an eye can tell apart.</summary>
    internal static int[] Thinned(int[] sizes) => sizes.Length <= 40 ? sizes : [.. Lengths.SelectionSizes(sizes[^1], 40).Select(n => sizes.MinBy(other => Math.Abs(other - n))).Distinct()];

    private static Figure Curves(string caption, Axis x, IReadOnlyList<HeadDistanceRow> rows, Func<HeadDistanceRow, int> place, int[] places)
    {
        var at = rows.ToLookup(place);
        Series Line(string name, Func<HeadDistanceRow, double> value, SeriesRole role, bool band = false)
        {
            var spreads = places.Select(p => OverHeads(at[p], r => (r.Layer, r.Head), value)).ToArray();
            return Series.Over(name, places, spreads.Select(s => s.Mean), role, band ? spreads.Select(s => s.Low) : null, band ? spreads.Select(s => s.High) : null);
        }

        return Chart.Lines(
            caption,
            x,
            Axis.Log("cumulative distance D_N"),
            Line("published bound", r => r.Bound, SeriesRole.PublishedBound),
            Line("D_N", r => r.CumulativeDistance, SeriesRole.Measured, band: true),
            Line("E, main sum", r => r.ExpectationMain, SeriesRole.Prediction),
            Line("E, plug-in", r => r.ExpectationPlugIn, SeriesRole.Plain),
            Line("E, random selections", r => r.ExpectationRandom, SeriesRole.InformativeToken));
    }
}
