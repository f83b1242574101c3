using Workbook.Bounds;
using Workbook.Charts;
using Workbook.Normalizers;

namespace Workbook.Claims.Exercises;

/// <summary>The exercises of chapter 4.</summary>
public static class SensitivityExercises
{
    /// <summary>4.1: T||J||₂ of a row in which k tokens share all the weight evenly.</summary>
    public static FunctionExercise<(int Sharers, double Temperature)> EvenShare { get; } = Exercise.Function<(int Sharers, double Temperature)>(
        "4.1",
        x => x.Sharers == 1 ? 0 : 1 / (x.Sharers * x.Temperature),
        x => $"k = {x.Sharers}, T = {NumberText.Show(x.Temperature)}",
        [(2, 1), (3, 1), (1, 1), (2, 0.5)],
        random => (random.Next(1, 60), Math.Pow(10, 2 * random.NextDouble() - 1)),
        (x => 1 / (x.Sharers * x.Temperature), "What does J look like when one token has all the weight?"),
        (x => (1.0 / x.Sharers) * (1 - (1.0 / x.Sharers)) / x.Temperature, "That is an entry on the diagonal; the norm is the greatest eigenvalue."),
        (x => 1 / (2 * x.Temperature), "That is the bound over all rows; this row may lie below it."),
        (x => x.Sharers == 1 ? 0 : 1.0 / x.Sharers, "What does the temperature do?"));

    /// <summary>4.2: three tokens that all have some weight and nearly reach the sharp bound.</summary>
    public static ExampleExercise<double[]> NearlySharp { get; } = new(
        "4.2",
        logits =>
        {
            if (logits.Length != 3)
                return ("The row needs three logits.", "");
            var a = StableSoftmax.Weights(logits);
            if (a.Min() < 0.02)
                return ($"Its least weight is {NumberText.Show(a.Min(), 3)}; each must be at least 0.02.", "");
            var norm = SoftmaxJacobian.SpectralNorm(a);
            return norm >= 0.485
                ? (null, $"Its sensitivity is {NumberText.Show(norm)}, with all weights at least {NumberText.Show(a.Min(), 3)}.")
                : ($"Its sensitivity is {NumberText.Show(norm)}; at least 0.485 is asked for. Which rows reach 1/2, and how near to one of them may you stay?", "");
        },
        [0, 0, 0],
        [0, 0, -20],
        [3, 0, 0],
        [0, 0, -3.25],
        [0.3, 0, -3]);

    /// <summary>4.3: how far the weights of two tokens move, in the Euclidean norm, when their logits swap.</summary>
    public static FunctionExercise<(double Gap, double Temperature)> Swap { get; } = Exercise.Function<(double Gap, double Temperature)>(
        "4.3",
        x => OrderedSums.Distance<double>(StableSoftmax.Weights([x.Gap, 0], x.Temperature), StableSoftmax.Weights([0, x.Gap], x.Temperature)),
        x => $"g = {NumberText.Show(x.Gap)}, T = {NumberText.Show(x.Temperature)}",
        [(0, 1), (1, 1), (1, 0.5)],
        random => (5 * random.NextDouble(), Math.Pow(10, random.NextDouble() - 0.5)),
        (x => Math.Tanh(x.Gap / (2 * x.Temperature)), "That is the move of one weight; both move."),
        (x => Math.Sqrt(2) * Math.Tanh(x.Gap / (4 * x.Temperature)), "By how much does the difference of the two logits change when they swap?"),
        (x => 2 * Math.Tanh(x.Gap / (2 * x.Temperature)), "That adds the two moves; the Euclidean norm takes the root of the sum of their squares."),
        (x => x.Gap / (Math.Sqrt(2) * x.Temperature), "That is what the Jacobian at equal logits promises; a finite step levels off."));
}
