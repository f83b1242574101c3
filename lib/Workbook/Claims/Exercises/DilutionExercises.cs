using Workbook.Charts;

namespace Workbook.Claims.Exercises;

/// <summary>The exercises of chapter 8.</summary>
public static class DilutionExercises
{
    /// <summary>8.1: the largest weight of a row of L tokens whose effective gap is g.</summary>
    public static FunctionExercise<(double Gap, int Length)> WeightOfGap { get; } = Exercise.Function<(double Gap, int Length)>(
        "8.1",
        x => 1 / (1 + (x.Length - 1) * Math.Exp(-x.Gap)),
        x => $"g = {NumberText.Show(x.Gap)}, L = {x.Length}",
        [(0, 2), (0, 11), (2, 2), (3, 100)],
        random => (8 * random.NextDouble(), random.Next(2, 2000)),
        (x => 1 / (1 + x.Length * Math.Exp(-x.Gap)), "How many competitors does the top token have?"),
        (x => Math.Exp(x.Gap) / (x.Length - 1), "That is the top weight over all others together, a_max/(1 − a_max)."),
        (x => 1 / (1 + (x.Length - 1) * Math.Exp(x.Gap)), "A greater gap must give a greater weight."));

    /// <summary>8.2: weights whose top 3 are less even than their top 2.</summary>
    public static ExampleExercise<double[]> LessEven { get; } = new(
        "8.2",
        weights =>
        {
            if (weights.Length != 6 || weights.Any(a => !(a > 0)) || weights.Zip(weights.Skip(1)).Any(pair => pair.Second > pair.First))
                return ("Six positive weights are asked for, greatest first.", "");
            if (Math.Abs(weights.Sum() - 1) > 1e-9)
                return ($"The weights sum to {NumberText.Show(weights.Sum())}, not to 1.", "");
            var (two, three) = (Variation(weights, 2), Variation(weights, 3));
            return three > two + 1e-12
                ? (null, $"The variation to uniform is {NumberText.Show(two, 3)} at N = 2 and {NumberText.Show(three, 3)} at N = 3.")
                : ($"The variation to uniform is {NumberText.Show(two, 3)} at N = 2 and {NumberText.Show(three, 3)} at N = 3: it does not grow. What should the third weight be beside the first two?", "");
        },
        [0.25, 0.15, 0.15, 0.15, 0.15, 0.15],
        [1.0 / 6, 1.0 / 6, 1.0 / 6, 1.0 / 6, 1.0 / 6, 1.0 / 6],
        [0.5, 0.1, 0.1, 0.1, 0.1, 0.05]);

    private static double Variation(double[] weights, int size)
    {
        var mass = weights.Take(size).Sum();
        return weights.Take(size).Sum(a => Math.Abs(a / mass - 1.0 / size)) / 2;
    }
}
