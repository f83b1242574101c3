using Workbook.Charts;

namespace Workbook.Claims.Exercises;

/// <summary>The exercises of chapter 10.</summary>
public static class ModelSeparabilityExercises
{
    /// <summary>10.1: the argument of Φ for one token of weight a beside N − 1 others that share b.</summary>
    public static FunctionExercise<(double Own, double Others, int Size, double Dimension)> Argument { get; } = Exercise.Function<(double Own, double Others, int Size, double Dimension)>(
        "10.1",
        x => 0.5 * Math.Sqrt(x.Dimension / (Sum(x) / (x.Own * x.Own) - 1)),
        x => $"a = {NumberText.Show(x.Own)}, b = {NumberText.Show(x.Others)}, N = {x.Size}, d_{{eff}} = {NumberText.Show(x.Dimension)}",
        [(0.5, 0.5, 2, 4), (0.5, 0.5, 5, 4), (0.2, 0.4, 5, 16)],
        random => (0.05 + 0.5 * random.NextDouble(), 0.05 + 0.4 * random.NextDouble(), random.Next(2, 100), 1 + 100 * random.NextDouble()),
        (x => 0.5 * Math.Sqrt(x.Dimension / (x.Others * x.Others / (x.Own * x.Own))), "The others share b: each has the weight b/(N − 1), and Q adds their squares."),
        (x => Math.Sqrt(x.Dimension / (Sum(x) / (x.Own * x.Own) - 1)), "A factor is missing before the root."),
        (x => 0.5 * Math.Sqrt(x.Dimension / (Sum(x) / (x.Own * x.Own))), "The token's own part of Q is taken off: − 1."));

    private static double Sum((double Own, double Others, int Size, double Dimension) x) => x.Own * x.Own + x.Others * x.Others / (x.Size - 1);
}
