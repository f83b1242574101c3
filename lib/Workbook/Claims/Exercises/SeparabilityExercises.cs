using Workbook.Bounds;
using Workbook.Charts;
using Workbook.Experiments.Simulations;
using Workbook.Normalizers;
using Workbook.Selection;

namespace Workbook.Claims.Exercises;

/// <summary>The exercises of chapter 3.</summary>
public static class SeparabilityExercises
{
    /// <summary>3.1: Cantelli's lower bound of the chance that one selected token lies within r of s_N.</summary>
    public static FunctionExercise<(double[] Selected, int Token, int Width, double Radius)> WithinRadius { get; } = Exercise.Function<(double[] Selected, int Token, int Width, double Radius)>(
        "3.1",
        x => SeparabilityBounds.Selected(x.Selected, x.Token, x.Width).ChanceWithin(x.Radius).Lower,
        x => $"a = ({string.Join(", ", x.Selected.Select(a => NumberText.Show(a, 3)))}), token {x.Token + 1}, d = {x.Width}, r = {NumberText.Show(x.Radius)}",
        [([0.5, 0.5], 0, 4, 0.6), ([0.5, 0.3, 0.2], 0, 4, 0.5), ([0.5, 0.3, 0.2], 0, 4, 0.1)],
        Draw,
        (x => Squares(x) is var v && x.Radius * x.Radius > v.Mean ? Math.Pow(x.Radius * x.Radius - v.Mean, 2) / (Math.Pow(x.Radius * x.Radius - v.Mean, 2) + SeparabilityBounds.Unselected([.. x.Selected.Where((_, i) => i != x.Token)], 0, x.Width).Variance * 2) : 0, "Count each pair of the others once in each order, and no more."),
        (x => Squares(x) is var v ? Math.Pow(x.Radius * x.Radius - v.Mean, 2) / (Math.Pow(x.Radius * x.Radius - v.Mean, 2) + v.Variance) : 0, "Which side of the mean does r² lie on? Below the mean this inequality promises nothing."),
        (x => SeparabilityBounds.Unselected(x.Selected, 0, x.Width).ChanceWithin(x.Radius).Lower, "The token's own vector drops out of its distance."));

    /// <summary>3.2: a radius at which Theorem 2's upper side is broken.</summary>
    public static ExampleExercise<double> BrokenRadius { get; } = new(
        "3.2",
        radius =>
        {
            if (!(radius > 0))
                return ("The radius must be positive.", "");
            double[] weights = [.. Enumerable.Repeat(0.09, 10)];
            var point = SeparabilitySimulation.OverRadius(weights, 64, 1, [radius])[0];
            return point.Share.Low > point.Published.Upper + 0.01
                ? (null, $"At r = {NumberText.Show(radius)} the simulated share is {NumberText.Show(point.Share.Value, 3)}, and the bound {NumberText.Show(point.Published.Upper, 3)}.")
                : ($"At r = {NumberText.Show(radius)} the simulated share is {NumberText.Show(point.Share.Value, 3)} and the bound {NumberText.Show(point.Published.Upper, 3)}. At which distance from their sum do the selected tokens mostly lie?", "");
        },
        0.05,
        0.2,
        2);

    /// <summary>3.3: how many equally weighted tokens can be selected so that a selected one is the nearer of a pair with a given chance.</summary>
    public static FunctionExercise<(int Width, double Quantile)> PairCapacity { get; } = Exercise.Function<(int Width, double Quantile)>(
        "3.3",
        x => (x.Width / (x.Quantile * x.Quantile) + 1) / 2,
        x => $"d = {x.Width}, z = {NumberText.Show(x.Quantile)}",
        [(64, 1), (64, 2), (1, 1)],
        random => (random.Next(1, 1000), 0.3 + 3 * random.NextDouble()),
        (x => x.Width / (2 * x.Quantile * x.Quantile), "Q is N equal squares; one of them is the token's own."),
        (x => x.Width / (x.Quantile * x.Quantile) + 1, "Two tokens make the noise of a pair: the selected one and the one left out."),
        (x => (x.Width / x.Quantile + 1) / 2, "The variance stands under a root."));

    private static DistanceMoments Squares((double[] Selected, int Token, int Width, double Radius) x) => SeparabilityBounds.Selected(x.Selected, x.Token, x.Width);

    private static (double[] Selected, int Token, int Width, double Radius) Draw(Random random)
    {
        var weights = StableSoftmax.Weights(GaussianDraw.Logits(random.Next(3, 9), 1, random.Next()));
        return (weights, random.Next(weights.Length), random.Next(2, 100), 0.05 + 0.9 * random.NextDouble());
    }
}
