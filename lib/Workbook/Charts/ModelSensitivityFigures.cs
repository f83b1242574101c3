using Workbook.Bounds;
using Workbook.Experiments;
using Workbook.Experiments.Rows;
using Workbook.Experiments.Statistics;
using Workbook.Training;

namespace Workbook.Charts;

/// <summary>Figures of chapter 11: how far the weights of a model's heads move when their logits move.</summary>
public static class ModelSensitivityFigures
{
    // What a row at low temperature has left is rounding: below this a figure says nothing.
    private const double Least = 1e-6;
    private static readonly Axis TemperatureAxis = Axis.Log("temperature T, in units of the model's own");

    /// <summary>The paper's estimator g(T, ε): mean over query positions, greatest head; its Figure 4.</summary>
    /// <param name="measurement">The experiment <c>sensitivity</c>.</param>
    public static IView Estimator(Measurement measurement) => measurement.Show<HeadSensitivityRow>("No row was measured.", rows =>
    {
        double[] temperatures = [.. rows.Select(r => r.Temperature).Distinct().Order()];
        double[] epsilons = [.. rows.Select(r => r.Epsilon).Distinct().Order().Take(3)];
        var at = rows.ToLookup(r => (r.Epsilon, r.Temperature));
        // The greatest head of each text, then the mean over texts: the paper reads one text.
        var lines = epsilons.Select(epsilon => OverTexts(
            $"ε = {NumberText.Show(epsilon)}", temperatures, t => [.. at[(epsilon, t)].GroupBy(r => r.Text).Select(text => text.Max(r => r.G))], SeriesRole.Plain, Least));
        var heads = rows.Where(r => r.Epsilon == epsilons[0]).GroupBy(r => (r.Layer, r.Head)).Select(head => new Series(
            MeasurementViews.Head(head.Key.Layer, head.Key.Head), temperatures, [.. temperatures.Select(t => Drawn(head.Where(r => r.Temperature == t).Average(r => r.G)))], SeriesRole.Individual));
        return Chart.Lines(
            $"Figure 4 of the paper, asked of this run: g(T, ε) of one random direction a row, mean over query positions, greatest head{BandWords(rows.Select(r => r.Text))}. Each head thin, at ε = {NumberText.Show(epsilons[0])}. Dotted: 1/T, as the paper reads it at low T.",
            TemperatureAxis,
            Axis.Log("g(T, ε)", from: Least),
            [.. heads, .. lines, Series.Of("1/T", temperatures, t => 1 / t, SeriesRole.Prediction)]);
    });

    /// <summary>The exact norm of every row's Jacobian over T with the published and the sharp bound.</summary>
    /// <param name="measurement">The experiment <c>sensitivity</c>.</param>
    public static IView Norms(Measurement measurement) => measurement.Show<HeadJacobianRow>("No row was measured.", rows =>
    {
        var at = rows.GroupBy(r => r.Temperature).OrderBy(g => g.Key).ToArray();
        double[] temperatures = [.. at.Select(g => g.Key)];
        double[] Mean(Func<HeadJacobianRow, double> value) => [.. at.Select(g => Drawn(g.Average(value)))];
        double[] Edge(Func<HeadJacobianRow, double> value) => [.. at.Select(g => Math.Max(Least, g.Average(value)))];
        return Chart.Lines(
            "The norm ||J||_2 of every row, exact. Where the worst row, a point, lies above the dashed line, the published bound is refuted. The median row is a mean over heads, with the 10 % and 90 % quantiles as its band, cut at 10⁻⁶, where rounding begins. Dotted: what a random direction sees.",
            TemperatureAxis,
            Axis.Log("sensitivity ||J||_2", from: Least),
            Series.Of("sharp bound 1/(2T)", temperatures, SensitivityBounds.Sharp, SeriesRole.SharpBound),
            Series.Of("published bound", temperatures, SensitivityBounds.Published, SeriesRole.PublishedBound),
            new Series("worst row", temperatures, [.. at.Select(g => g.Max(r => r.Max))], SeriesRole.InformativeToken) { PointsOnly = true },
            new Series("median row", temperatures, Mean(r => r.Median), SeriesRole.Measured, Edge(r => r.Q10), Edge(r => r.Q90)),
            new Series("random direction", temperatures, Mean(r => r.RandomDirection), SeriesRole.Prediction));
    });

    /// <summary>Which share of rows is near the sharp bound, and which above the published one, over T.</summary>
    /// <param name="measurement">The experiment <c>sensitivity</c>.</param>
    public static IView Shares(Measurement measurement) => measurement.Show<HeadJacobianRow>("No row was measured.", rows =>
    {
        double[] temperatures = [.. rows.Select(r => r.Temperature).Distinct().Order()];
        var at = rows.ToLookup(r => r.Temperature);
        Series Share(string name, Func<HeadJacobianRow, double> value, SeriesRole role) => OverTexts(
            name, temperatures, t => [.. at[t].GroupBy(r => r.Text).Select(text => SharedBy(text, value))], role, double.NegativeInfinity);
        var heads = rows.GroupBy(r => (r.Layer, r.Head)).Select(head => new Series(
            MeasurementViews.Head(head.Key.Layer, head.Key.Head), temperatures, [.. temperatures.Select(t => SharedBy(head.Where(r => r.Temperature == t), r => r.NearBound))], SeriesRole.Individual));
        return Chart.Lines(
            $"Share of all rows within a tenth of the sharp bound, and above the published bound{BandWords(rows.Select(r => r.Text))}. Each head's share near the sharp bound thin. One row above a bound refutes it.",
            TemperatureAxis,
            new("share of rows", From: 0),
            [.. heads, Share("near the sharp bound", r => r.NearBound, SeriesRole.SharpBound), Share("above the published bound", r => r.AbovePublished, SeriesRole.PublishedBound)]);
    });

    /// <summary>Finite steps in a random and in the worst direction, over T.</summary>
    /// <param name="measurement">The experiment <c>sensitivity</c>.</param>
    /// <param name="epsilon">The length of the step; the nearest that was measured is taken.</param>
    public static IView Steps(Measurement measurement, double epsilon = 0.1) => measurement.Show<HeadStepRow>("No step was measured.", rows =>
    {
        var nearest = rows.Select(r => r.Epsilon).MinBy(e => Math.Abs(Math.Log(e / epsilon)));
        var at = rows.Where(r => r.Epsilon == nearest).GroupBy(r => r.Temperature).OrderBy(g => g.Key).ToArray();
        Series Line(string name, Func<IEnumerable<HeadStepRow>, double> value, SeriesRole role) => new(name, [.. at.Select(g => g.Key)], [.. at.Select(g => Drawn(value(g)))], role);
        return Chart.Lines(
            $"A step of length ε = {NumberText.Show(nearest)} in the logits: how far the weights move, over ε. No row can move farther than the sharp bound; a random direction shows little of how far a row can move.",
            TemperatureAxis,
            Axis.Log("move of the weights over ε", from: Least),
            Line("sharp bound", g => g.First().Bound, SeriesRole.SharpBound),
            Line("worst direction, worst row", g => g.Max(r => r.AdversarialMax), SeriesRole.InformativeToken) with { PointsOnly = true },
            Line("worst direction, mean", g => g.Average(r => r.Adversarial), SeriesRole.Measured),
            Line("random direction, mean", g => g.Average(r => r.Random), SeriesRole.Prediction));
    });

    /// <summary>The temperature at which each head is most sensitive against the law of chapter 4, one point a head.</summary>
    /// <param name="measurement">The experiment <c>sensitivity</c>.</param>
    public static IView WorstTemperature(Measurement measurement) => measurement.Show<HeadWorstRow>("No row was long enough, with a gap, for the law.", rows =>
    {
        var heads = rows.Where(r => double.IsFinite(r.LogWorst) && double.IsFinite(r.LogLaw)).GroupBy(r => (r.Layer, r.Head))
            .Select(g => (Law: Math.Exp(g.Average(r => r.LogLaw)), Worst: Math.Exp(g.Average(r => r.LogWorst)))).OrderBy(p => p.Law).ToArray();
        return heads.Length == 0 ? new Notice("No row was long enough, with a gap, for the law.") : Chart.Lines(
            "The temperature at which a head's rows are most sensitive, against g/ln(L−1) for its own effective gap g: geometric means, one point a head. Thin line: equality.",
            Axis.Log("g/ln(L−1)"),
            Axis.Log("most sensitive temperature T*"),
            new Series("equality", [heads[0].Law, heads[^1].Law], [heads[0].Law, heads[^1].Law], SeriesRole.Individual),
            new Series("heads", [.. heads.Select(h => h.Law)], [.. heads.Select(h => h.Worst)], SeriesRole.Measured) { PointsOnly = true });
    });

    /// <summary>The model's loss over the temperature of all its heads: each text thin, their mean thick.</summary>
    /// <param name="measurement">The experiment <c>sensitivity</c>.</param>
    public static IView Loss(Measurement measurement) => measurement.Show<ModelLossRow>("A saved trace has no loss; `--model` gives one.", rows => Chart.Lines(
        "The model's loss with the logits of all heads divided by T; T = 1 is its own. Each text thin, their mean thick.",
        TemperatureAxis,
        new("loss", "nats a token"),
        [
            .. rows.GroupBy(r => r.Text).Select(text => Over(text.Key, SeriesRole.Individual, text, some => some.Single().Loss)),
            Over("mean over texts", SeriesRole.Measured, rows, some => some.Average(r => r.Loss)),
        ]));

    /// <summary>The gradient of the loss with respect to a head's logits over T.</summary>
    /// <param name="measurement">The experiment <c>sensitivity</c>.</param>
    public static IView LossGradient(Measurement measurement) => measurement.Show<HeadGradientRow>("A saved trace has no gradient of a loss; `--model` gives one.", rows =>
    {
        var spreads = rows.GroupBy(r => r.Temperature).OrderBy(g => g.Key).Select(g => (T: g.Key, Spread: Spread.Of(g.Select(r => r.GradientNorm)))).ToArray();
        return Chart.Lines(
            "How strongly the loss reacts to a head's logits: the length of its gradient with respect to all of them. Median of heads and texts with the middle half.",
            TemperatureAxis,
            Axis.Log("gradient of the loss", "nats a unit of logit"),
            new Series(
                "median head", [.. spreads.Select(s => s.T)], [.. spreads.Select(s => Positive(s.Spread.Median))], SeriesRole.Measured,
                [.. spreads.Select(s => Positive(s.Spread.Low))], [.. spreads.Select(s => Positive(s.Spread.High))]));
    });

    // The mean over texts, each of as many rows, with a band where there are several; below the least that is drawn there is a gap.
    private static Series OverTexts(string name, double[] temperatures, Func<double, double[]> texts, SeriesRole role, double least)
    {
        var means = temperatures.Select(t => Statistic.Mean(texts(t))).ToArray();
        double[] values = [.. means.Select(m => m.Value >= least ? m.Value : double.NaN)];
        return texts(temperatures[0]).Length == 1
            ? new(name, temperatures, values, role)
            : new(name, temperatures, values, role, [.. means.Select(m => Math.Max(least, m.Low))], [.. means.Select(m => Math.Max(least, m.High))]);
    }

    private static string BandWords(IEnumerable<string> texts) =>
        texts.Distinct().Count() is > 1 and var count ? $"; the bands are 95 % intervals over {count} texts" : "";

    private static double SharedBy(IEnumerable<HeadJacobianRow> rows, Func<HeadJacobianRow, double> value)
    {
        var some = rows.ToArray();
        return some.Sum(r => value(r) * r.Count) / some.Sum(r => r.Count);
    }

    private static Series Over(string name, SeriesRole role, IEnumerable<ModelLossRow> rows, Func<IEnumerable<ModelLossRow>, double> value)
    {
        var at = rows.GroupBy(r => r.Temperature).OrderBy(g => g.Key).ToArray();
        return new(name, [.. at.Select(g => g.Key)], [.. at.Select(g => value(g))], role);
    }

    // A logarithmic axis has no zero: a row that is one-hot in float32 has no gradient.
    private static double Positive(double value) => value > 0 ? value : double.NaN;

    private static double Drawn(double value) => value >= Least ? value : double.NaN;
}
