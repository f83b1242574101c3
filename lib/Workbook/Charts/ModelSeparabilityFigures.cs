using Workbook.Experiments;
using Workbook.Experiments.Rows;
using Workbook.Experiments.Statistics;
using Workbook.Training;

namespace Workbook.Charts;

/// <summary>Figures of chapter 10: which selected tokens of a model's heads can be told from the rest.</summary>
public static class ModelSeparabilityFigures
{
    private static readonly Axis SizeAxis = Axis.Log("selection size N", "tokens");
    private static readonly Axis ShareAxis = new("distinguishable share N_s/N", From: 0, To: 1);

    private static readonly (string Radius, string Words, SeriesRole Role)[] Radii =
    [
        (HeadSeparabilityRow.Median, "r_{med}", SeriesRole.InformativeToken),
        (HeadSeparabilityRow.Nearest, "r_{min}, as published", SeriesRole.Measured),
        (HeadSeparabilityRow.Fixed, "fixed r", SeriesRole.Prediction),
    ];

    // Where the paper's Figure 3 sees its plateau.
    private static readonly (double Low, double High) Published = (0.7, 0.85);

    /// <summary>N_s/N over N at each radius, with the paper's range.</summary>
    /// <param name="measurement">The experiment <c>separability</c>.</param>
    public static IView OverSize(Measurement measurement) => measurement.Show<HeadSeparabilityRow>("No selection was measured.", rows =>
    {
        var length = rows.Max(r => r.Length);
        var kept = rows.Where(r => r.Length == length).ToArray();
        var sizes = ModelDistanceFigures.Thinned([.. kept.Select(r => r.N).Distinct().Order()]);
        var lines = Radii.Select(radius =>
        {
            // A radius may have been measured at fewer sizes than another.
            var at = kept.Where(r => r.Radius == radius.Radius && double.IsFinite(r.Share)).ToLookup(r => r.N);
            int[] own = [.. sizes.Where(at.Contains)];
            var spreads = own.Select(n => ModelDistanceFigures.OverHeads(at[n], r => (r.Layer, r.Head), r => r.Share)).ToArray();
            return Series.Over(radius.Words, own, spreads.Select(s => s.Median), radius.Role, spreads.Select(s => s.Low), spreads.Select(s => s.High));
        });
        var published = new Series("published range", [16, sizes[^1]], [Middle, Middle], SeriesRole.PublishedBound, [Published.Low, Published.Low], [Published.High, Published.High]);
        return Chart.Lines(
            $"How many of the selected can be told from the rest, over N at L = {length}, by three radii: median head with the middle half, each head over its rows of more than N tokens. The vermilion band is what the paper reports from N = 16 on.",
            SizeAxis, ShareAxis, sizes[^1] > 16 ? [.. lines, published] : [.. lines]);
    });

    /// <summary>Box plots over heads at the paper's sizes: its Figure 3.</summary>
    /// <param name="measurement">The experiment <c>separability</c>.</param>
    public static IView OverHeads(Measurement measurement) => measurement.Show<HeadSeparabilityRow>("No selection was measured.", rows =>
    {
        int[] sizes = [1, 2, 4, 8, 16, 32, 64, 128];
        var length = rows.Max(r => r.Length);
        var kept = rows.Where(r => r.Length == length && r.Radius == HeadSeparabilityRow.Nearest).ToLookup(r => r.N);
        var groups = sizes.Where(kept.Contains).Select(n =>
        {
            var heads = kept[n].GroupBy(r => (r.Layer, r.Head)).ToArray();
            return new Distribution($"{n}", [.. heads.Select(h => h.Average(r => r.Share))], [.. heads.Select(h => MeasurementViews.Head(h.Key.Layer, h.Key.Head))]);
        }).ToArray();
        return groups.Length == 0 ? new Notice("None of the paper's sizes fits into this run's context.") : Chart.Boxes(
            $"Figure 3 of the paper, asked of this run: N_s/N at the radius r_min, one point a head, L = {length}.",
            "selection size N", ShareAxis, groups);
    });

    /// <summary>Theorem 2's two sides as read, around the measured share at r_min.</summary>
    /// <param name="measurement">The experiment <c>separability</c>.</param>
    public static IView Bounds(Measurement measurement) => measurement.Show<HeadSeparabilityRow>("No selection was measured.", rows =>
    {
        var length = rows.Max(r => r.Length);
        var kept = rows.Where(r => r.Length == length && r.Radius == HeadSeparabilityRow.Nearest && double.IsFinite(r.Upper)).ToArray();
        if (kept.Length == 0)
            return new Notice("Theorem 2 was not computed in this run.");
        var sizes = ModelDistanceFigures.Thinned([.. kept.Select(r => r.N).Distinct().Order()]);
        var at = kept.ToLookup(r => r.N);
        Series Line(string name, Func<HeadSeparabilityRow, double> value, SeriesRole role)
        {
            var spreads = sizes.Select(n => ModelDistanceFigures.OverHeads(at[n], r => (r.Layer, r.Head), value)).ToArray();
            return Series.Over(name, sizes, spreads.Select(s => s.Mean), role, role == SeriesRole.Measured ? spreads.Select(s => s.Low) : null, role == SeriesRole.Measured ? spreads.Select(s => s.High) : null);
        }

        return Chart.Lines(
            $"Theorem 2's upper side as the paper draws it, with r_min for r, and the measured share: means over heads, L = {length}. The lower side is drawn where it is above zero.",
            SizeAxis, ShareAxis,
            Line("upper side, as read", r => r.Upper, SeriesRole.PublishedBound),
            Line("measured", r => r.Share, SeriesRole.Measured),
            Line("lower side, as read", r => r.Lower >= 0 ? r.Lower : double.NaN, SeriesRole.SharpBound));
    });

    /// <summary>The share at r_min over L, a panel for each of a few sizes.</summary>
    /// <param name="measurement">The experiment <c>separability</c>.</param>
    /// <param name="sizes">The sizes; those that the run lacks are left out.</param>
    public static IView OverLength(Measurement measurement, params int[] sizes) => measurement.Show<HeadSeparabilityRow>("No selection was measured.", rows =>
    {
        var kept = rows.Where(r => r.Radius == HeadSeparabilityRow.Nearest).ToArray();
        var panels = sizes.Select(n =>
        {
            var at = kept.Where(r => r.N == n && r.Count > 0).ToLookup(r => r.Length);
            int[] lengths = [.. at.Select(g => g.Key).Order()];
            Series Line(string name, Func<HeadSeparabilityRow, bool> which, SeriesRole role) => Series.Over(
                name, lengths, lengths.Select(l => ModelDistanceFigures.OverHeads(at[l].Where(which), r => (r.Layer, r.Head), r => r.Share).Median), role);
            var heads = at.SelectMany(g => g).Select(r => (r.Layer, r.Head)).Distinct().Order();
            return (lengths.Length, Panel: new LinePanel($"N = {n}", [.. heads.Select(head => Line(MeasurementViews.Head(head.Layer, head.Head), r => (r.Layer, r.Head) == head, SeriesRole.Individual)), Line("median head", _ => true, SeriesRole.Measured)]));
        }).Where(panel => panel.Length > 1).Select(panel => panel.Panel).ToArray();
        return panels.Length == 0 ? new Notice("This run has fewer than two lengths at these sizes.") : Chart.Panels(
            "The share at r_min over the context length, one panel a selection size: each head thin, the median head thick. By chapter 3's law for independent vectors it falls, for more tokens left out give more chances that one of them lies near.",
            Axis.Log("context length L", "tokens"), ShareAxis, panels);
    });

    /// <summary>Measured share at r_min beside the two predictions of chapter 3.</summary>
    /// <param name="measurement">The experiment <c>separability</c>.</param>
    public static IView Predictions(Measurement measurement) => measurement.Show<HeadTheoryRow>("No row was long enough for a prediction.", rows =>
    {
        // The laws are for many tokens left out.
        var most = rows.Max(r => r.N) / 2;
        var sizes = ModelDistanceFigures.Thinned([.. rows.Select(r => r.N).Where(n => n <= most).Distinct().Order()]);
        var at = rows.ToLookup(r => r.N);
        Series Line(string name, Func<HeadTheoryRow, double> value, SeriesRole role)
        {
            var spreads = sizes.Select(n => ModelDistanceFigures.OverHeads(at[n], r => (r.Layer, r.Head), value)).ToArray();
            return Series.Over(name, sizes, spreads.Select(s => s.Mean), role, role == SeriesRole.Measured ? spreads.Select(s => s.Low) : null, role == SeriesRole.Measured ? spreads.Select(s => s.High) : null);
        }

        return Chart.Lines(
            "The measured share at r_min and what chapter 3 predicts for independent vectors: from each head's own weights, and from equal weights. Means over heads; the band is the middle half.",
            SizeAxis, ShareAxis,
            Line("measured", r => r.ShareMin, SeriesRole.Measured),
            Line("own weights", r => r.ShareMinWeights, SeriesRole.Prediction),
            Line("equal weights", r => r.ShareMinEqual, SeriesRole.SharpBound));
    });

    /// <summary>The share of pairs in which the selected token lies nearer, measured and by the pair law: no radius enters.</summary>
    /// <param name="measurement">The experiment <c>separability</c>.</param>
    public static IView Pairs(Measurement measurement) => measurement.Show<HeadTheoryRow>("No row was long enough for a prediction.", rows =>
    {
        var heads = rows.GroupBy(r => (r.Layer, r.Head, r.N)).Select(g => (Measured: g.Average(r => r.Auc), Predicted: g.Average(r => r.AucWeights))).Where(p => double.IsFinite(p.Predicted) && double.IsFinite(p.Measured)).OrderBy(p => p.Predicted).ToArray();
        return heads.Length == 0 ? new Notice("No row was long enough for a prediction.") : Chart.Lines(
            "Share of pairs, one selected and one not, in which the selected token lies nearer to s_N: measured against the pair law from the head's own weights, one point a head and N. Thin line: equality.",
            new Axis("pair law", From: 0.4, To: 1),
            new("share of pairs, measured", From: 0, To: 1),
            Series.Of("equality", [0.4, 1], x => x, SeriesRole.Individual),
            new Series("heads and N", [.. heads.Select(p => p.Predicted)], [.. heads.Select(p => p.Measured)], SeriesRole.Measured) { PointsOnly = true });
    });

    /// <summary>Is the token that states the asked-for fact told from the rest, over N?</summary>
    /// <param name="measurement">The experiment <c>separability</c>.</param>
    public static IView Informative(Measurement measurement) => measurement.Show<HeadDistinguishedRow>("The texts of this run ask no question whose informative token is known; the generated texts stories and tales do.", rows =>
    {
        var questions = rows.Select(r => (r.Text, r.Position)).Distinct().ToArray();
        var sizes = ModelDistanceFigures.Thinned([.. rows.Select(r => r.N).Distinct().Order()]);
        var at = rows.ToLookup(r => r.N);
        // Only a row of more than N tokens leaves something out.
        Statistic Share(int n, Func<HeadDistinguishedRow, bool> holds) =>
            Statistic.Share(at[n].Where(holds).Select(r => (r.Text, r.Position)).Distinct().Count(), questions.Count(q => q.Position >= n));
        sizes = [.. sizes.Where(n => questions.Any(q => q.Position >= n))];
        Series Line(string name, Func<HeadDistinguishedRow, bool> holds, SeriesRole role, bool band)
        {
            var shares = sizes.Select(n => Share(n, holds)).ToArray();
            return Series.Over(name, sizes, shares.Select(s => s.Value), role, band ? shares.Select(s => s.Low) : null, band ? shares.Select(s => s.High) : null);
        }

        return Chart.Lines(
            $"Of {questions.Length} questions, at each N those with more than N tokens: in how many does some head select the informative token, and in how many can it be told from all tokens left out? The band is the exact 95 % interval.",
            SizeAxis,
            new("share of questions", From: 0, To: 1.03),
            Line("selected", r => r.Rank <= r.N, SeriesRole.Prediction, band: false),
            Line("distinguishable", r => r.Distinguishable, SeriesRole.InformativeToken, band: true));
    });

    private static double Middle => (Published.Low + Published.High) / 2;
}
