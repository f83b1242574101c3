using MathNet.Numerics;

namespace Workbook.Claims.Exercises;

/// <summary>The exercises of chapter 9.</summary>
public static class ModelDistanceExercises
{
    /// <summary>9.1: slope of ln D_N on ln L between L and 2L when ||s_N|| stays.</summary>
    public static FunctionExercise<(int Size, int Length)> Slope { get; } = Exercise.Function<(int Size, int Length)>(
        "9.1",
        x => Math.Log((2.0 * x.Length - x.Size) / (x.Length - x.Size)) / Math.Log(2),
        x => $"N = {x.Size}, L = {x.Length}",
        [(5, 32), (1, 32), (5, 512)],
        random => random.Next(8, 1000) is var length ? (random.Next(1, length), length) : default,
        (x => 1, "That is the slope for very long contexts; N tokens are not left out."),
        (x => (2.0 * x.Length - x.Size) / (x.Length - x.Size), "That is by what D_N grows; a slope compares logarithms."),
        (x => Math.Log((2.0 * x.Length - x.Size) / (x.Length - x.Size)), "Divide by the rise of ln L."));

    /// <summary>9.2: the least p-value of the two-sample test with n heads in each sample.</summary>
    public static FunctionExercise<int> SmallestP { get; } = Exercise.Function<int>(
        "9.2",
        n => 2 / SpecialFunctions.Binomial(2 * n, n),
        n => $"n = {n}",
        [1, 2, 3, 16],
        random => random.Next(1, 40),
        (n => 1 / SpecialFunctions.Binomial(2 * n, n), "How many orders of the two samples are as extreme as this one?"),
        (n => 2 * Math.Pow(0.5, n), "The two samples are drawn together: count the ways to choose which numbers belong to the first."));
}
