using Workbook.Bounds;
using Workbook.Experiments;
using Workbook.Experiments.Simulations;
using Workbook.Normalizers;

namespace Workbook.Charts;

/// <summary>Figures of chapter 04: sensitivity over temperature and finite steps.</summary>
public static class SensitivityFigures
{
    private static readonly Axis TemperatureAxis = Axis.Log("temperature T");
    // Colder rows fall off the figure: below this a sensitivity is as good as none.
    private const double Least = 1e-4;
    private static readonly Axis SensitivityAxis = Axis.Log("sensitivity ||J||₂", from: Least);

    /// <summary>The sensitivity of two rows over temperature, with the published and the sharp bound.</summary>
    /// <param name="equal">Two equal logits: the worst row.</param>
    /// <param name="random">A row of random logits.</param>
    public static Figure OverTemperature(IReadOnlyList<TemperaturePoint> equal, IReadOnlyList<TemperaturePoint> random) => Chart.Lines(
        "Two equal logits lie above the published bound at every temperature and exactly on the sharp one, 1/(2T).",
        TemperatureAxis,
        SensitivityAxis,
        Line("sharp bound 1/(2T)", equal, p => p.Sharp, SeriesRole.SharpBound),
        Line("published bound", equal, p => p.Published, SeriesRole.PublishedBound),
        Line("two equal logits", equal, p => p.Spectral, SeriesRole.InformativeToken),
        Line("random logits", random, p => p.Spectral, SeriesRole.Measured));

    /// <summary>What a random direction sees, beside the true sensitivity.</summary>
    /// <param name="points">From <see cref="SensitivityExperiment.OverTemperature"/>.</param>
    public static Figure Probe(IReadOnlyList<TemperaturePoint> points) => Chart.Lines(
        "A random direction misses most of the sensitivity: it sees the Frobenius norm divided by the root of L.",
        TemperatureAxis,
        SensitivityAxis,
        Line("sharp bound 1/(2T)", points, p => p.Sharp, SeriesRole.SharpBound),
        Line("||J||₂", points, p => p.Spectral, SeriesRole.Measured),
        Line("random direction", points, p => p.RandomDirection, SeriesRole.Prediction));

    /// <summary>One token g above L−1 equal ones: a worst temperature with two calm sides, for several lengths.</summary>
    /// <param name="gap">g.</param>
    /// <param name="lengths">At most four lengths L.</param>
    public static Figure Regimes(double gap, params int[] lengths)
    {
        var temperatures = Lengths.Logarithmic(gap / 100, gap * 10, 121);
        return Chart.Lines(
            "One token above its equals: too cold and the winner is fixed, too hot and nothing stands out. In between sits a worst temperature, which falls as L grows while its peak rises.",
            TemperatureAxis,
            SensitivityAxis,
            [
                Series.Of("sharp bound 1/(2T)", temperatures, SensitivityBounds.Sharp, SeriesRole.SharpBound),
                .. lengths.Select(length => Series.Of($"L = {length}", temperatures, t => Seen(TemperatureLaws.OneAboveEqual(gap, length, t)))),
            ]);
    }

    /// <summary>Finite steps against the sharp bound and the Jacobian's promise.</summary>
    /// <param name="points">From <see cref="SensitivityExperiment.FiniteSteps"/>.</param>
    public static Figure FiniteSteps(IReadOnlyList<StepPoint> points) => Chart.Lines(
        "A finite step: two tokens that swap lie on the sharp bound; it levels off at √2, where the Jacobian's linear promise keeps growing.",
        Axis.Log("step ||e||₂"),
        new Axis("move of the weights ||Δa||₂", From: 0, To: 1.6),
        Line("sharp bound", points, p => p.Bound, SeriesRole.SharpBound),
        Line("linear, ||e||/(2T)", points, p => p.Linear <= 1.6 ? p.Linear : double.NaN, SeriesRole.Prediction),
        Line("two tokens swap", points, p => p.Swap, SeriesRole.InformativeToken) with { PointsOnly = true },
        Line("largest of random steps", points, p => p.Largest, SeriesRole.Measured));

    /// <summary>The largest weight of one row over r = 1/(TΛ), between what gap counting guarantees and allows.</summary>
    /// <param name="logits">l, [L], without a tie at the top.</param>
    public static Figure GapCountingLaw(double[] logits)
    {
        var gaps = GapCounting.Of(logits);
        var ratios = Lengths.Logarithmic(0.05, 20, 121);
        return Chart.Lines(
            "The largest weight of one row while it is cooled. Right of r = 1 it is guaranteed more and more; left of it the tokens within the contact gap must share.",
            Axis.Log("r = 1/(TΛ), colder to the right"),
            new Axis("largest weight", From: 0, To: 1.02),
            Series.Of("at least 1 − 1/r", ratios, r => r > 1 ? GapCounting.LargestWeightFloor(r) : double.NaN, SeriesRole.SharpBound),
            Series.Of("at most N^{r−1}", ratios, r => r < 1 ? 1 / gaps.EffectiveCountFloor(r) : double.NaN, SeriesRole.Prediction),
            Series.Of("this row", ratios, r => StableSoftmax.Weights(logits, 1 / (r * gaps.CriticalInverse)).Max(), SeriesRole.Measured));
    }

    private static double Seen(double value) => value >= Least ? value : double.NaN;

    private static Series Line(string name, IReadOnlyList<TemperaturePoint> points, Func<TemperaturePoint, double> y, SeriesRole role) =>
        new(name, [.. points.Select(p => p.Temperature)], [.. points.Select(p => Seen(y(p)))], role);

    private static Series Line(string name, IReadOnlyList<StepPoint> points, Func<StepPoint, double> y, SeriesRole role) =>
        new(name, [.. points.Select(p => p.Step)], [.. points.Select(y)], role);
}
