using Workbook.Experiments;
using Workbook.Experiments.Rows;
using Workbook.Experiments.Statistics;
using Workbook.Training;

namespace Workbook.Charts;

/// <summary>Figures of chapter 8: the weights of a model's heads as the context grows.</summary>
public static class ModelDilutionFigures
{
    private const int MostBars = 24;
    private static readonly Axis LengthAxis = Axis.Log("context length L", "tokens");

    /// <summary>The largest weight of every head over L, with the law 1/L of Lemma 1.</summary>
    /// <param name="measurement">The experiment <c>dilution</c>.</param>
    public static IView Weights(Measurement measurement) => measurement.ShowOverLength<HeadBinRow>("No row was measured.", r => r.Length, (rows, lengths) =>
    {
        double At(IEnumerable<HeadBinRow> some, int length) => Math.Exp(some.Where(r => r.Length == length).Average(r => r.LogMaxWeight));
        var heads = rows.GroupBy(r => (r.Layer, r.Head)).Select(head => Line(MeasurementViews.Head(head.Key.Layer, head.Key.Head), lengths, l => At(head, l), SeriesRole.Individual));
        var start = At(rows, lengths[0]);
        return Chart.Lines(
            "The largest weight of a row, geometric mean over the query positions whose rows have between L/2 and L tokens: each head thin, all of them thick. Dotted: a weight that falls like 1/L from where this model starts, as Lemma 1 has it for bounded logits.",
            LengthAxis,
            Axis.Log("largest weight a_max", to: 1),
            [.. heads, Line("all heads", lengths, l => At(rows, l), SeriesRole.Measured), Line("like 1/L", lengths, l => start * lengths[0] / l, SeriesRole.Prediction)]);
    });

    /// <summary>Slope of ln a_max on ln L: an interval a head for a small model, boxes a layer for a large one.</summary>
    /// <param name="measurement">The experiment <c>dilution</c>.</param>
    public static IView Slopes(Measurement measurement) => measurement.Show<HeadLawRow>("No slope can be fitted.", laws => Slope(
        laws,
        "Slope of ln a_max on ln L: 0 keeps its weight, −1 falls like 1/L. Where an interval lies below 0 the head dilutes.",
        "slope of ln a_max on ln L",
        law => (law.Slope, law.SlopeLow, law.SlopeHigh)));

    /// <summary>Slope of the effective gap on ln L: an interval a head for a small model, boxes a layer for a large one.</summary>
    /// <param name="measurement">The experiment <c>dilution</c>.</param>
    public static IView GapSlopes(Measurement measurement) => measurement.Show<HeadLawRow>("No slope can be fitted.", laws => Slope(
        laws,
        "Slope of the effective gap on ln L: 0 is a gap that stays as it is, 1 one that grows just fast enough to hold the weight of the top token.",
        "slope of the gap on ln L",
        law => (law.GapSlope, law.GapSlopeLow, law.GapSlopeHigh)));

    /// <summary>How many heads follow which law of the gap.</summary>
    /// <param name="measurement">The experiment <c>dilution</c>.</param>
    public static IView Laws(Measurement measurement) => measurement.Show<HeadLawRow>("No law can be read.", laws => Table.Of(
        $"Which law the gap of the top token follows, {laws.Count} heads; in brackets, exact 95 % intervals",
        laws.GroupBy(law => law.Law).OrderByDescending(group => group.Count()),
        ("law of the gap", group => group.Key.Replace("ln L", "ln\u00a0L", StringComparison.Ordinal)),
        ("heads", group => group.Count()),
        ("share", group => Statistic.Share(group.Count(), laws.Count) is var s ? NumberText.Interval(s.Value, s.Low, s.High) : null),
        (new("mean sink weight", "0.00"), group => group.Average(law => law.SinkWeight)),
        (new("of them dilute", "0"), group => group.Count(law => law.Dilutes))));

    /// <summary>Where a_max and the entropy lie between their sharp bounds, over L.</summary>
    /// <param name="measurement">The experiment <c>dilution</c>.</param>
    public static IView Places(Measurement measurement) => measurement.ShowOverLength<HeadBinRow>("No row was measured.", r => r.Length, (rows, _) => Chart.Lines(
        "Where the largest weight and the entropy lie between their sharp bounds for the row's own spread of logits: 0 is the lower bound, 1 the upper. The band is the middle half of the heads.",
        LengthAxis,
        new("place between the bounds", From: 0, To: 1),
        Banded("entropy", rows, r => r.EntropyPlace, SeriesRole.Measured),
        Banded("ln a_max", rows, r => r.WeightPlace, SeriesRole.InformativeToken)));

    /// <summary>How many tokens lie within T of the top logit, over L.</summary>
    /// <param name="measurement">The experiment <c>dilution</c>.</param>
    public static IView Within(Measurement measurement) => measurement.ShowOverLength<HeadBinRow>("No row was measured.", r => r.Length, (rows, lengths) =>
    {
        var heads = rows.GroupBy(r => (r.Layer, r.Head)).Select(head =>
            Line(MeasurementViews.Head(head.Key.Layer, head.Key.Head), lengths, l => head.Where(r => r.Length == l).Average(r => r.Within), SeriesRole.Individual));
        return Chart.Lines(
            "Competitors of the top token: how many tokens have a logit within T of the top one, itself included. Each head thin; the thick line is the median head with the middle half. A line parallel to the dotted one has competitors in proportion to L.",
            LengthAxis,
            Axis.Log("tokens within T of the top", from: 1),
            [.. heads, Banded("median head", rows, r => r.Within, SeriesRole.Measured), Line("in proportion to L", lengths, l => l / (double)lengths[0], SeriesRole.Prediction)]);
    });

    /// <summary>Entropy of the renormalised top-N weights over ln N, over N at the greatest length.</summary>
    /// <param name="measurement">The experiment <c>dilution</c>.</param>
    public static IView DriftEntropy(Measurement measurement) => Drift(
        measurement, 2, d => d.EntropyShare, "entropy over ln N",
        "Entropy of the selected weights, scaled to sum to 1, over ln N: 1 is uniform. If selection drifted to uniform as N grows, the lines would rise to 1.");

    /// <summary>Total variation of the renormalised top-N weights to uniform, over N at the greatest length.</summary>
    /// <param name="measurement">The experiment <c>dilution</c>.</param>
    public static IView DriftVariation(Measurement measurement) => Drift(
        measurement, 1, d => d.Variation, "total variation to uniform",
        "The same question in total variation: 0 is uniform. If selection drifted to uniform as N grows, the lines would fall to 0.");

    /// <summary>The weight that the best head gives the informative token of each question, over L.</summary>
    /// <param name="measurement">The experiment <c>dilution</c>.</param>
    public static IView Informative(Measurement measurement) => measurement.Show<HeadInformativeRow>("The texts of this run ask no question whose informative token is known; the generated texts stories and tales do.", rows =>
    {
        var best = rows.GroupBy(r => (r.Text, r.Position, r.Distance)).Select(q => q.MaxBy(r => r.Weight)!).OrderBy(r => r.Position).ToArray();
        double Length(HeadInformativeRow r) => r.Position + 1;
        return Chart.Lines(
            $"The weight of the informative token in the head that gives it most, one point a question, {best.Length} questions. Thin line: the even share 1/L.",
            new Axis("context length L at the question", "tokens", From: 0),
            new("weight of the informative token", From: 0, To: 1.03),
            Series.Of("1/L", best.Select(Length).Distinct(), l => 1 / l, SeriesRole.Individual),
            new Series("best head", [.. best.Select(Length)], [.. best.Select(r => r.Weight)], SeriesRole.InformativeToken) { PointsOnly = true });
    });

    private static IView Slope(IReadOnlyList<HeadLawRow> laws, string caption, string title, Func<HeadLawRow, (double Value, double Low, double High)> slope)
    {
        var known = laws.Where(law => !double.IsNaN(slope(law).Value)).ToArray();
        if (known.Length == 0)
            return new Notice("A slope needs at least two lengths; give a greater length.");
        return known.Length <= MostBars
            ? Chart.Bars($"{caption} One bar a head with its 95 % interval.", "layer.head", title, [.. known.Select(law => double.IsNaN(slope(law).Low)
                ? new Bar(MeasurementViews.Head(law.Layer, law.Head), slope(law).Value)
                : new Bar(MeasurementViews.Head(law.Layer, law.Head), slope(law).Value, SeriesRole.Measured, slope(law).Low, slope(law).High))])
            : Chart.Boxes($"{caption} One point a head, one box a layer.", "layer", title, [.. known.GroupBy(law => law.Layer).Select(layer => new Distribution(
                $"{layer.Key}", [.. layer.Select(law => slope(law).Value)], [.. layer.Select(law => MeasurementViews.Head(law.Layer, law.Head))]))]);
    }

    private static IView Drift(Measurement measurement, int from, Func<HeadDriftRow, double> value, string title, string caption) =>
        measurement.Show<HeadDriftRow>("No selection was measured.", rows =>
        {
            var last = rows.Max(r => r.Length);
            // Near N = L few rows are left, and the lines bend for that reason alone.
            var kept = rows.Where(r => r.Length == last && r.N >= from && r.N <= last / 2 && r.Count > 0).ToArray();
            var all = kept.Select(r => r.N).Distinct().Order().ToArray();
            if (all.Length < 2)
                return new Notice("This run's context is too short for more than one selection size; give a greater length.");
            // A figure needs no more sizes than an eye can tell apart.
            int[] sizes = [.. Lengths.SelectionSizes(all[^1], 40).Where(n => n >= from).Select(n => all.MinBy(other => Math.Abs(other - n))).Distinct()];
            var bySize = kept.ToLookup(r => r.N);
            Series Over(string name, Func<IEnumerable<HeadDriftRow>, IEnumerable<HeadDriftRow>> which, SeriesRole role) =>
                Series.Over(name, sizes, sizes.Select(n => which(bySize[n]).Select(value).DefaultIfEmpty(double.NaN).Average()), role);
            var heads = kept.GroupBy(r => (r.Layer, r.Head)).Select(head => Over(MeasurementViews.Head(head.Key.Layer, head.Key.Head), some => some.Where(r => (r.Layer, r.Head) == head.Key), SeriesRole.Individual));
            return Chart.Lines($"{caption} L = {last}, N up to L/2, over the rows of more than N tokens; each head thin, their mean thick.", Axis.Log("selection size N", "tokens"), new(title, From: 0, To: 1), [.. heads, Over("mean of the heads", some => some, SeriesRole.Measured)]);
        });

    private static Series Banded(string name, IReadOnlyList<HeadBinRow> rows, Func<HeadBinRow, double> value, SeriesRole role)
    {
        var lengths = rows.Select(r => r.Length).Distinct().Order().ToArray();
        var spreads = lengths.Select(l => rows.Where(r => r.Length == l).GroupBy(r => (r.Layer, r.Head))
            .Select(head => head.Select(value).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average()).Where(double.IsFinite).ToArray())
            .Select(values => values.Length == 0 ? new Spread(double.NaN, double.NaN, double.NaN, double.NaN, 0) : Spread.Of(values)).ToArray();
        return Series.Over(name, lengths, spreads.Select(s => s.Median), role, spreads.Select(s => s.Low), spreads.Select(s => s.High));
    }

    private static Series Line(string name, int[] lengths, Func<int, double> y, SeriesRole role) => Series.Over(name, lengths, lengths.Select(y), role);
}
