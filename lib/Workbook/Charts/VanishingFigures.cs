using Workbook.Bounds;
using Workbook.Experiments;
using Workbook.Experiments.Simulations;
using Workbook.Experiments.Statistics;

namespace Workbook.Charts;

/// <summary>Figures of chapter 01: weights and entropy as the context grows.</summary>
public static class VanishingFigures
{
    private static readonly Axis LengthAxis = Axis.Log("context length L", "tokens");

    /// <summary>Extreme weights over L with both pairs of bounds.</summary>
    /// <param name="points">From <see cref="VanishingExperiment.BoundedLogits"/>.</param>
    public static Figure Weights(IReadOnlyList<VanishingPoint> points) => Chart.Panels(
        "With bounded logits every weight falls like 1/L. The published bounds meet the sharp ones in long contexts; in short ones the upper exceeds 1 and says nothing.",
        LengthAxis,
        Axis.Log("attention weight a"),
        new LinePanel(
            "largest weight",
            Line("published upper bound", points, p => p.Published.Upper, SeriesRole.PublishedBound),
            Line("sharp upper bound", points, p => p.Sharp.Upper, SeriesRole.SharpBound),
            Measured("measured", points, p => p.Largest)),
        new LinePanel(
            "smallest weight",
            Measured("measured", points, p => p.Smallest),
            Line("sharp lower bound", points, p => p.Sharp.Lower, SeriesRole.SharpBound),
            Line("published lower bound", points, p => p.Published.Lower, SeriesRole.PublishedBound)));

    /// <summary>Entropy over L inside its sharp interval.</summary>
    /// <param name="points">From <see cref="VanishingExperiment.BoundedLogits"/>.</param>
    public static Figure Entropy(IReadOnlyList<VanishingPoint> points) => Chart.Lines(
        "Entropy grows with ln L and stays within a constant of it: bounded logits can take away only so much, at any length.",
        LengthAxis,
        new Axis("entropy H", "nats"),
        Line("most: ln L", points, p => p.EntropyBounds.Upper, SeriesRole.SharpBound),
        Measured("measured", points, p => p.Entropy),
        Line("least, sharp", points, p => p.EntropyBounds.Lower, SeriesRole.SharpBound));

    /// <summary>The weight of a token with a fixed gap over L.</summary>
    /// <param name="points">From <see cref="VanishingExperiment.InformativeToken"/>.</param>
    public static Figure InformativeToken(IReadOnlyList<InformativePoint> points) => Chart.Lines(
        "A token keeps its gap and loses its weight: the competitors win by number. The band is the middle half over random competitors.",
        LengthAxis,
        new Axis("weight of the informative token", From: 0, To: 1),
        Measured("informative token", points, p => p.Weight, SeriesRole.InformativeToken),
        Line("equal competitors", points, p => p.EqualCompetitors, SeriesRole.Prediction));

    /// <summary>Entropy over the deviation of Gaussian logits.</summary>
    /// <param name="points">From <see cref="VanishingExperiment.GaussianEntropy"/>.</param>
    public static Figure GaussianEntropy(IReadOnlyList<GaussianPoint> points) => Chart.Lines(
        "Entropy of Gaussian logits: the exact integral meets the simulation at every deviation, the short law ln L − σ²/2 only while the head disperses. The band is the middle half of the rows.",
        "logit deviation σ (in units of T)",
        new Axis("entropy H", "nats", From: 0),
        Series("measured mean", points, p => p.Measured.Mean, p => p.Measured, SeriesRole.Measured),
        Series("exact integral", points, p => p.Exact, null, SeriesRole.SharpBound),
        Series("ln L − σ²/2", points, p => p.Dispersed >= 0 ? p.Dispersed : double.NaN, null, SeriesRole.Prediction));

    /// <summary>The weight of one token above equal competitors over L when the logits are multiplied by σ ln L.</summary>
    /// <param name="scale">σ.</param>
    /// <param name="gaps">The token's gaps, three at most.</param>
    public static Figure ScalableSoftmax(double scale, params double[] gaps)
    {
        var lengths = Lengths.Logarithmic(2, 1 << 20, 80);
        return Chart.Lines(
            FormattableString.Invariant($"One token above its equals, logits multiplied by σ ln L with σ = {scale}. A gap above 1/σ wins in the end, one below loses; softmax loses every fixed gap."),
            LengthAxis,
            new Axis("weight of the informative token", From: 0, To: 1),
            [
                .. gaps.Select(gap => Charts.Series.Of(FormattableString.Invariant($"gap {gap}"), lengths, length => 1 / (1 + (length - 1) * Math.Pow(length, -scale * gap)))),
                Charts.Series.Of(FormattableString.Invariant($"softmax, gap {gaps[^1]}"), lengths, length => 1 / (1 + (length - 1) * Math.Exp(-gaps[^1])), SeriesRole.InformativeToken),
            ]);
    }

    /// <summary>The share of the context that Gaussian logits read, over L: flat while condensed rows take turns, then level at e^{−σ²/2}.</summary>
    /// <param name="deviations">The deviations σ, five at most.</param>
    public static Figure Condensation(params double[] deviations) => Chart.Lines(
        "Effective tokens of Gaussian logits, from the mean entropy by the exact integral. A head reads a few tokens while L is below e^{σ²/2} and a fixed share of the context beyond.",
        LengthAxis,
        Axis.Log("effective tokens e^{E H}"),
        [.. deviations.Select(sigma => Charts.Series.Over(
            FormattableString.Invariant($"σ = {sigma}"),
            Lengths.Doubling(2, 1 << 16),
            Lengths.Doubling(2, 1 << 16).Select(length => Math.Exp(GaussianLogits.MeanEntropy(length, sigma)))))]);

    private static Series Series(string name, IReadOnlyList<GaussianPoint> points, Func<GaussianPoint, double> y, Func<GaussianPoint, Spread>? band, SeriesRole role) =>
        new(name, [.. points.Select(p => p.Deviation)], [.. points.Select(y)], role, band is null ? null : [.. points.Select(p => band(p).Low)], band is null ? null : [.. points.Select(p => band(p).High)]);

    private static Series Line(string name, IReadOnlyList<VanishingPoint> points, Func<VanishingPoint, double> y, SeriesRole role) =>
        Charts.Series.Over(name, points.Select(p => p.Length), points.Select(y), role);

    private static Series Line(string name, IReadOnlyList<InformativePoint> points, Func<InformativePoint, double> y, SeriesRole role) =>
        Charts.Series.Over(name, points.Select(p => p.Length), points.Select(y), role);

    private static Series Measured(string name, IReadOnlyList<VanishingPoint> points, Func<VanishingPoint, Spread> y) =>
        Charts.Series.Over(name, points.Select(p => p.Length), points.Select(p => y(p).Median), SeriesRole.Measured, points.Select(p => y(p).Low), points.Select(p => y(p).High));

    private static Series Measured(string name, IReadOnlyList<InformativePoint> points, Func<InformativePoint, Spread> y, SeriesRole role) =>
        Charts.Series.Over(name, points.Select(p => p.Length), points.Select(p => y(p).Median), role, points.Select(p => y(p).Low), points.Select(p => y(p).High));
}
