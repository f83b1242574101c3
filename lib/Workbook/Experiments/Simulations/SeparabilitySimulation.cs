using System.Numerics.Tensors;
using Workbook.Bounds;
using Workbook.Experiments.Statistics;
using Workbook.Selection;

namespace Workbook.Experiments.Simulations;

/// <summary>Separability of given weights over independent vectors, uniform on the unit sphere.</summary>
// Chapter 03; theory section 3.
public static class SeparabilitySimulation
{
    private const int MostRedraws = 1000;

    /// <summary>Every measure at some sizes.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="width">d.</param>
    /// <param name="sizes">The sizes N, ascending, each below L.</param>
    /// <param name="draws">Draws of the vectors.</param>
    /// <param name="seed">The seed of the draws.</param>
    public static IReadOnlyList<SeparabilityPoint> OverSize(double[] weights, int width, IReadOnlyList<int> sizes, int draws = 16, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(sizes);
        var order = TopOrder.Of(weights);
        var runs = new (SeparabilityCurves Curves, double[] Fixed)[draws];
        Parallel.For(0, draws, k =>
        {
            var vectors = VectorSet.RandomUnit(weights.Length, width, seed + k);
            runs[k] = (Separability.At(weights, vectors, sizes, 0), [.. sizes.Select(n => FixedShare(weights, order[..n], vectors))]);
        });
        Statistic Mean(Func<(SeparabilityCurves Curves, double[] Fixed), double> value) => Statistic.Mean([.. runs.Select(value)], seed);
        return [.. sizes.Select((n, at) => new SeparabilityPoint(
            n, Mean(r => r.Fixed[at]), Mean(r => r.Curves.NearestRadius[at]), Mean(r => r.Curves.MedianRadius[at]), Mean(r => r.Curves.Auc[at])))];
    }

    /// <summary>The share of selected tokens within fixed radii of s_N, with Theorem 2 as read and with Cantelli's bounds.</summary>
    /// <param name="selectedWeights">a_j of the selected tokens, [N].</param>
    /// <param name="width">d.</param>
    /// <param name="separation">δ: a draw with two of the selected vectors closer than this is drawn again.</param>
    /// <param name="radii">The radii r.</param>
    /// <param name="draws">Draws of the vectors.</param>
    /// <param name="seed">The seed of the draws.</param>
    /// <exception cref="WorkbookException">No draw keeps the vectors δ apart.</exception>
    public static IReadOnlyList<RadiusPoint> OverRadius(double[] selectedWeights, int width, double separation, IEnumerable<double> radii, int draws = 200, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(selectedWeights);
        var random = new Random(seed);
        var distances = Enumerable.Range(0, draws).Select(_ => Distances(selectedWeights, Apart(selectedWeights.Length, width, separation, random))).ToArray();
        return [.. radii.Select(r => new RadiusPoint(
            r,
            Statistic.Mean([.. distances.Select(d => d.Count(x => x <= r) / (double)d.Length)], seed),
            SeparabilityBounds.Published(selectedWeights, 1, separation, r),
            SeparabilityBounds.Cantelli(selectedWeights, width, r)))];
    }

    /// <summary>Squared distances to s_N over draws: of the first selected token and of one that is left out.</summary>
    /// <param name="selectedWeights">a_j of the selected tokens, [N], N ≥ 1.</param>
    /// <param name="weight">a_j of the token left out.</param>
    /// <param name="width">d.</param>
    /// <param name="draws">Draws of the vectors.</param>
    /// <param name="seed">The seed of the draws.</param>
    /// <returns>[draws] each.</returns>
    public static (double[] Selected, double[] Unselected) SquaredDistances(double[] selectedWeights, double weight, int width, int draws = 2000, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(selectedWeights);
        double[] all = [.. selectedWeights, weight];
        var selected = new double[draws];
        var unselected = new double[draws];
        for (var k = 0; k < draws; k++)
        {
            var distances = Distances(all, VectorSet.RandomUnit(all.Length, width, seed + k), selectedWeights.Length);
            selected[k] = distances[0] * distances[0];
            unselected[k] = distances[^1] * distances[^1];
        }

        return (selected, unselected);
    }

    private static double FixedShare(double[] weights, int[] selected, VectorSet vectors)
    {
        var s = ContextVector.OfSubset(weights, vectors, selected);
        var squares = selected.Sum(i => weights[i] * weights[i]);
        return selected.Count(i => Square(s, vectors[i], weights[i]) <= squares) / (double)selected.Length;
    }

    // ||y_i − s|| of every token, s the sum over the first so many of them.
    private static double[] Distances(double[] weights, VectorSet vectors, int? size = null)
    {
        var s = ContextVector.OfSubset(weights, vectors, [.. Enumerable.Range(0, size ?? weights.Length)]);
        return [.. weights.Select((a, i) => Math.Sqrt(Square(s, vectors[i], a)))];
    }

    private static double Square(double[] s, ReadOnlySpan<double> x, double weight)
    {
        var difference = new double[s.Length];
        TensorPrimitives.MultiplyAdd(x, -weight, s, difference);
        return OrderedSums.SumOfSquares<double>(difference);
    }

    private static VectorSet Apart(int count, int width, double separation, Random random)
    {
        for (var k = 0; k < MostRedraws; k++)
        {
            var vectors = VectorSet.RandomUnit(count, width, random.Next());
            if (LeastDistance(vectors) >= separation)
                return vectors;
        }

        throw new WorkbookException($"In {MostRedraws} draws no {count} vectors of width {width} lay {separation} apart; ask for less.");
    }

    private static double LeastDistance(VectorSet vectors)
    {
        var least = double.PositiveInfinity;
        for (var i = 0; i < vectors.Count; i++)
        {
            for (var j = 0; j < i; j++)
                least = Math.Min(least, OrderedSums.Distance(vectors[i], vectors[j]));
        }

        return least;
    }
}
