using Workbook.Charts;
using Workbook.Experiments.Simulations;
using Workbook.Normalizers;
using Workbook.Selection;

namespace Workbook.Claims.Exercises;

/// <summary>The exercises of chapter 5.</summary>
public static class NormalizerExercises
{
    /// <summary>5.1: sparsemax of one row.</summary>
    public static FunctionExercise<(double[] Logits, double Temperature)> SparseWeights { get; } = new(
        "5.1",
        x => PlainNormalizer.Weights(new Sparsemax(x.Temperature), x.Logits),
        x => $"l = {Show(x.Logits)}, T = {NumberText.Show(x.Temperature)}",
        [([0, 0], 1), ([1, 0.5], 1), ([3, 0], 1), ([1, 0], 2), ([2, 1.9, 1.5, -4], 1)],
        random => (GaussianDraw.Logits(random.Next(1, 8), 1.5, random.Next()), Math.Pow(10, random.NextDouble() - 0.5)),
        [
            (x => PlainNormalizer.Weights(new Sparsemax(), x.Logits), "What does the temperature do to the logits?"),
            (x => StableSoftmax.Weights(x.Logits, x.Temperature), "That is softmax: it has no zeros."),
            (x => [.. x.Logits.Select(l => (l / x.Temperature) - ((x.Logits.Sum() / x.Temperature) - 1) / x.Logits.Length)], "That threshold supposes that every token has weight; some come out below zero."),
            (x => [.. x.Logits.Select(l => Math.Max(0, (l / x.Temperature) - ((x.Logits.Sum() / x.Temperature) - 1) / x.Logits.Length))], "After cutting off what is below zero the weights no longer sum to one: the threshold belongs to the tokens that are left."),
        ]);

    /// <summary>5.2: the gap at which one token above its equals keeps half of the mass under scalable softmax.</summary>
    public static FunctionExercise<(double Scale, int Length)> HalfGap { get; } = Exercise.Function<(double Scale, int Length)>(
        "5.2",
        x => Math.Log(x.Length - 1) / (x.Scale * Math.Log(x.Length)),
        x => $"σ = {NumberText.Show(x.Scale)}, L = {x.Length}",
        [(1, 3), (0.5, 3), (1, 1000)],
        random => (0.1 + 2 * random.NextDouble(), random.Next(3, 4000)),
        (x => 1 / x.Scale, "That is the limit of long contexts; how many competitors are there?"),
        (x => Math.Log(x.Length - 1), "That is the gap of plain softmax: the logits are multiplied first."),
        (x => Math.Log(x.Length - 1) / x.Scale, "The factor on the logits is not σ alone."));

    /// <summary>5.3: logits and a small step under which a top-2 softmax jumps.</summary>
    public static ExampleExercise<(double[] Logits, double[] Step)> Jump { get; } = new(
        "5.3",
        example =>
        {
            var (logits, step) = example;
            if (logits.Length < 3 || logits.Length != step.Length)
                return ("The row needs at least three logits, and a step of the same length.", "");
            var size = Euclid.Norm(step);
            if (!(size <= 0.01))
                return ($"The step has the length {NumberText.Show(size, 3)}; 0.01 is the most.", "");
            var top = new TopKSoftmax(2);
            var move = Euclid.Distance(PlainNormalizer.Weights(top, logits), PlainNormalizer.Weights(top, [.. logits.Zip(step, (l, e) => l + e)]));
            return move >= 0.5
                ? (null, $"A step of {NumberText.Show(size, 3)} moves the weights by {NumberText.Show(move, 3)}.")
                : ($"The weights move by {NumberText.Show(move, 3)}; at least 0.5 is asked for. When does the set of the two largest change?", "");
        },
        ([0, 0, -1], [0.001, 0, 0]),
        ([0, 0, 0], [0, 0, 1]),
        ([5, 0, 0], [0, 0, 0.001]));

    private static string Show(double[] values) => $"({string.Join(", ", values.Select(v => NumberText.Show(v, 3)))})";
}
