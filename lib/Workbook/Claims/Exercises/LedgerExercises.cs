using Workbook.Bounds;
using Workbook.Charts;
using Workbook.Normalizers;
using Workbook.Selection;

namespace Workbook.Claims.Exercises;

/// <summary>The exercises of chapter 6.</summary>
public static class LedgerExercises
{
    private const int Rows = 4000;

    /// <summary>6.1: a counterexample to Theorem 1 (i) for an arbitrary selection.</summary>
    public static ExampleExercise<(double[] Weights, double[][] Vectors, int[] Selected)> AnySet { get; } = new(
        "6.1",
        example =>
        {
            var (weights, vectors, selected) = example;
            if (weights.Length != vectors.Length || weights.Any(a => !(a >= 0)) || Math.Abs(weights.Sum() - 1) > 1e-9)
                return ("The weights must not be negative and must sum to one, with one vector each.", "");
            if (selected.Length == 0 || selected.Distinct().Count() != selected.Length || selected.Any(i => i < 0 || i >= weights.Length))
                return ($"The selection names tokens by their places 0 to {weights.Length - 1}, at least one, each once.", "");
            var x = VectorSet.FromRows(vectors);
            var value = CumulativeDistance.OfSubset(weights, x, selected);
            var bound = DistanceBounds.Published(weights, x, selected);
            return value > bound + 1e-9
                ? (null, $"The distance is {NumberText.Show(value)}, and the bound says {NumberText.Show(bound)} at most.")
                : ($"The distance is {NumberText.Show(value)}, and the bound {NumberText.Show(bound)} holds. Where did the proof need the greatest weights?", "");
        },
        ([0.9, 0.1], [[1], [1]], [0]),
        ([0.5, 0.5], [[1], [-1]], [0]),
        ([0.5, 0.5], [[1], [1]], [0]));

    /// <summary>6.2: a row and a step that reach the bound of the total variation.</summary>
    public static ExampleExercise<(double[] Logits, double[] Step)> WorstStep { get; } = new(
        "6.2",
        example =>
        {
            var (logits, step) = example;
            if (logits.Length < 2 || logits.Length != step.Length)
                return ("The row needs at least two logits, and a step of the same length.", "");
            var oscillation = step.Max() - step.Min();
            if (!(oscillation >= 1))
                return ($"osc(e) is {NumberText.Show(oscillation, 3)}; at least 1 is asked for, where the bound is no longer a straight line.", "");
            var after = StableSoftmax.Weights([.. logits.Zip(step, (l, e) => l + e)]);
            var moved = StableSoftmax.Weights(logits).Zip(after, (a, b) => Math.Abs(a - b)).Sum() / 2;
            var ratio = moved / SensitivityBounds.TotalVariation(oscillation);
            return ratio >= 0.9999
                ? (null, $"It moves {NumberText.Show(moved)} of the mass, all that the bound allows.")
                : ($"It moves {NumberText.Show(moved)} of the mass, {NumberText.Show(100 * ratio, 3)} % of the bound. Between which two values does a probability change most when its log-odds move by a given amount?", "");
        },
        ([0, 0], [1, -1]),
        ([1, 0, 0], [-2, 0, 1]),
        ([-0.6, 0.5], [1, -1]));

    /// <summary>6.3: the least constant for which the bound on the greatest row sum of |J| holds.</summary>
    public static ExampleExercise<double> TightConstant { get; } = new(
        "6.3",
        constant =>
        {
            if (!(constant > 0))
                return ("The constant must be positive.", "");
            var random = new Random(1);
            var rows = Enumerable.Range(0, Rows).Select(_ => GaussianDraw.Logits(random.Next(2, 6), 2, random.Next())).Prepend([0, 0]);
            var best = rows.Max(l => SoftmaxJacobian.InfinityNorm(StableSoftmax.Weights(l)));
            return (best / constant) switch
            {
                > 1 + 1e-9 => ($"Refuted: among {Rows + 1:#,##0} rows some lie above {NumberText.Show(constant)}.", ""),
                < 0.99 => ($"Holds, loose: the best of {Rows + 1:#,##0} rows stays more than one per cent below {NumberText.Show(constant)}.", ""),
                < 1 - 1e-9 => ($"Holds and is tight to one per cent, but the best of {Rows + 1:#,##0} rows still stays below {NumberText.Show(constant)}: a smaller constant holds too.", ""),
                _ => (null, $"Holds and is tight: {NumberText.Show(best)} is reached."),
            };
        },
        0.25,
        1,
        0.503,
        0.4999);
}
