using Workbook.Bounds;
using Workbook.Charts;
using Workbook.Normalizers;

namespace Workbook.Claims.Exercises;

/// <summary>The exercises of chapter 1.</summary>
public static class VanishingExercises
{
    /// <summary>1.1: the gap at which k tokens that stand g above all others hold the weight p together.</summary>
    public static FunctionExercise<(int Leaders, double Weight, int Length, double Temperature)> SharedGap { get; } = Exercise.Function<(int Leaders, double Weight, int Length, double Temperature)>(
        "1.1",
        x => x.Temperature * Math.Log((x.Length - x.Leaders) * x.Weight / (x.Leaders * (1 - x.Weight))),
        x => $"k = {x.Leaders}, p = {NumberText.Show(x.Weight)}, L = {x.Length}, T = {NumberText.Show(x.Temperature)}",
        [(1, 0.5, 11, 1), (2, 0.5, 12, 1), (1, 0.5, 11, 2), (2, 0.8, 10, 1)],
        random => (random.Next(1, 6), 0.05 + 0.9 * random.NextDouble(), random.Next(8, 2000), Math.Pow(10, random.NextDouble() - 0.5)),
        (x => Math.Log((x.Length - x.Leaders) * x.Weight / (x.Leaders * (1 - x.Weight))), "What does the temperature do to a gap?"),
        (x => x.Temperature * Math.Log((x.Length - 1) * x.Weight / (1 - x.Weight)), "That is the gap of a single token: write down the numerator of all k together."),
        (x => x.Temperature * Math.Log((x.Length - x.Leaders) * x.Weight / (1 - x.Weight)), "The k tokens share p: how often does the leaders' exponential stand in the denominator?"),
        (x => x.Temperature * Math.Log((double)x.Length * x.Weight / (x.Leaders * (1 - x.Weight))), "How many tokens are left as competitors?"));

    /// <summary>1.2: a row with logits in [−1, 1] whose least weight is as small as the sharp bound allows.</summary>
    public static ExampleExercise<double[]> LeastWeight { get; } = new(
        "1.2",
        logits =>
        {
            if (logits.Length != 4 || logits.Any(l => !(Math.Abs(l) <= 1)))
                return ("The row needs four logits between −1 and 1.", "");
            var least = StableSoftmax.Weights(logits).Min();
            var bound = VanishingBounds.Sharp(4, 2).Lower;
            return least <= bound * (1 + 1e-9)
                ? (null, $"Its least weight, {NumberText.Show(least)}, is the sharp bound itself.")
                : ($"Its least weight is {NumberText.Show(least)}; the sharp lower bound for a spread of 2 is {NumberText.Show(bound)}. What makes the denominator of the least token as large as it can be?", "");
        },
        [1, -1, -1, -1],
        [1, 1, -1, -1],
        [1, 1, 0.999, -1],
        [-2, 2, 2, 2]);

    /// <summary>1.3: the entropy of a row in which one token holds p and the others share the rest evenly.</summary>
    public static FunctionExercise<(double Weight, int Length)> OneAgainstMany { get; } = Exercise.Function<(double Weight, int Length)>(
        "1.3",
        x => -x.Weight * Math.Log(x.Weight) - (1 - x.Weight) * Math.Log((1 - x.Weight) / (x.Length - 1)),
        x => $"p = {NumberText.Show(x.Weight)}, L = {x.Length}",
        [(0.5, 2), (0.25, 4), (0.5, 3)],
        random => (0.02 + 0.96 * random.NextDouble(), random.Next(2, 3000)),
        (x => -x.Weight * Math.Log(x.Weight) - (1 - x.Weight) * Math.Log(1 - x.Weight), "That is the entropy of two tokens: the rest is shared by L − 1."),
        (x => (-x.Weight * Math.Log(x.Weight) - (1 - x.Weight) * Math.Log((1 - x.Weight) / (x.Length - 1))) / Math.Log(2), "Entropy is counted in nats here: natural logarithms."),
        (x => Math.Exp(-x.Weight * Math.Log(x.Weight) - (1 - x.Weight) * Math.Log((1 - x.Weight) / (x.Length - 1))), "Those are the effective tokens; the entropy is asked for."),
        (x => -x.Weight * Math.Log(x.Weight) - (1 - x.Weight) * Math.Log((1 - x.Weight) / x.Length), "How many tokens share the rest?"));
}
