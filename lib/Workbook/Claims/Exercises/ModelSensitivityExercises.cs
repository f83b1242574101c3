using Workbook.Charts;

namespace Workbook.Claims.Exercises;

/// <summary>The exercises of chapter 11.</summary>
public static class ModelSensitivityExercises
{
    /// <summary>11.1: what a random direction sees of a row of L tokens that reaches the sharp bound.</summary>
    public static FunctionExercise<(int Length, double Temperature)> Seen { get; } = Exercise.Function<(int Length, double Temperature)>(
        "11.1",
        x => 1 / (2 * x.Temperature * Math.Sqrt(x.Length)),
        x => $"L = {x.Length}, T = {NumberText.Show(x.Temperature)}",
        [(2, 1), (4, 1), (100, 0.5)],
        random => (random.Next(2, 2000), Math.Pow(10, random.NextDouble() - 0.5)),
        (x => 1 / (2 * x.Temperature), "That is the norm itself; a random direction sees its mean over all directions."),
        (x => 1 / (4 * x.Temperature * Math.Sqrt(x.Length)), "How large is the Frobenius norm of this row? Its Jacobian has one eigenvalue that is not zero."),
        (x => 1 / (2 * x.Temperature * x.Length), "The mean square is divided by L; the root of it is asked for."));
}
