using Workbook.Charts;
using Workbook.Normalizers;
using Workbook.Selection;

namespace Workbook.Claims.Exercises;

/// <summary>The exercises of chapter 2.</summary>
public static class DistanceExercises
{
    /// <summary>2.1: D_N when all weights are equal and all vectors are the same.</summary>
    public static FunctionExercise<(int Length, int Size, double Norm)> EqualTokens { get; } = Exercise.Function<(int Length, int Size, double Norm)>(
        "2.1",
        x => (double)(x.Length - x.Size) * (x.Size - 1) * x.Norm / x.Length,
        x => $"L = {x.Length}, N = {x.Size}, ||x|| = {NumberText.Show(x.Norm)}",
        [(4, 2, 1), (4, 1, 1), (10, 5, 2)],
        random => random.Next(2, 1000) is var length ? (length, random.Next(1, length + 1), 0.1 + 3 * random.NextDouble()) : default,
        (x => (double)(x.Length - x.Size) * x.Size * x.Norm / x.Length, "A token that is left out has a vector of its own: it is taken off s."),
        (x => (x.Size - 1) * x.Norm / x.Length, "That is the distance to one token; D_N adds up all that are left out."),
        (x => (double)(x.Length - x.Size) * (x.Size - 1) * x.Norm, "What is each weight?"));

    /// <summary>2.2: a row of two tokens for which E_P with N/L in the place of N/(L−1) is no lower bound.</summary>
    public static ExampleExercise<(double[] Logits, double[][] Vectors)> WrongFactor { get; } = new(
        "2.2",
        example =>
        {
            var (logits, vectors) = example;
            if (logits.Length != 2 || vectors.Length != 2)
                return ("The row needs two logits and two vectors.", "");
            var a = StableSoftmax.Weights(logits);
            var x = VectorSet.FromRows(vectors);
            var truth = SelectionEnumeration.Cumulative(a, x, 1);
            var c = ContextVector.Whole(a, x);
            var sum = 0.5 * Enumerable.Range(0, 2).Sum(i => Euclid.Norm(Euclid.Minus(Euclid.Times(0.5, Euclid.Minus(c, Euclid.Times(a[i], vectors[i]))), Euclid.Times(a[i], vectors[i]))));
            return sum > truth + 1e-9 * x.MaxNorm
                ? (null, $"With N/L the sum is {NumberText.Show(sum)}, above the true expectation {NumberText.Show(truth)}.")
                : ($"With N/L the sum is {NumberText.Show(sum)}, and the true expectation is {NumberText.Show(truth)}: it is still a lower bound. For which pair is the true expectation as small as it can be?", "");
        },
        ([0, 0], [[1], [-1]]),
        ([0, 0], [[1, 0], [0, 1]]));

    /// <summary>2.3: what is lost by keeping the top N and scaling them up to sum to 1.</summary>
    public static FunctionExercise<(double[] Weights, double[][] Vectors, int Size)> Renormalizing { get; } = Exercise.Function<(double[] Weights, double[][] Vectors, int Size)>(
        "2.3",
        x => TruncationError.TopN(x.Weights, VectorSet.FromRows(x.Vectors), x.Size).Renormalizing,
        x => $"a = ({string.Join(", ", x.Weights.Select(a => NumberText.Show(a, 3)))}), x = ({string.Join("; ", x.Vectors.Select(v => string.Join(", ", v.Select(c => NumberText.Show(c, 3)))))}), N = {x.Size}",
        [([0.6, 0.4], [[1], [0]], 1), ([0.4, 0.6], [[1], [3]], 1), ([0.2, 0.3, 0.5], [[1, 0], [0, 1], [1, 1]], 2)],
        Draw,
        (x => TruncationError.TopN(x.Weights, VectorSet.FromRows(x.Vectors), x.Size).Deleting, "That is the error of deleting: the kept weights are not yet scaled up."),
        (x => Euclid.Distance(Sum(x, 0, x.Weights.Length), Euclid.Times(1 / x.Weights.Take(x.Size).Sum(), First(x))), "The selection is the N greatest weights, wherever they stand: TopOrder.Of gives their places."),
        (x => TruncationError.TopN(x.Weights, VectorSet.FromRows(x.Vectors), x.Size).LeftOut, "That is the mass left out, not yet a distance of outputs."));

    private static (double[] Weights, double[][] Vectors, int Size) Draw(Random random)
    {
        var length = random.Next(2, 7);
        var width = random.Next(1, 4);
        return (
            StableSoftmax.Weights(GaussianDraw.Logits(length, 1.5, random.Next())),
            [.. Enumerable.Range(0, length).Select(_ => GaussianDraw.Logits(width, 1, random.Next()))],
            random.Next(1, length));
    }

    private static double[] First((double[] Weights, double[][] Vectors, int Size) x) => Sum(x, 0, x.Size);

    private static double[] Sum((double[] Weights, double[][] Vectors, int Size) x, int from, int to) =>
        Euclid.Sum(Enumerable.Range(from, to - from).Select(i => Euclid.Times(x.Weights[i], x.Vectors[i])));
}
