using Workbook.Bounds;
using Workbook.Experiments.Statistics;
using Workbook.Normalizers;
using Workbook.Selection;

namespace Workbook.Experiments.Simulations;

/// <summary>Distances between what is selected and what is not, over selection size and context length.</summary>
// Chapter 02; the paper's Figures 2a and 2b; theory section 2.
public static class DistanceExperiment
{
    /// <summary>Simulates random selections of one row at some sizes.</summary>
    /// <param name="row">The row.</param>
    /// <param name="sizes">The sizes N.</param>
    /// <param name="draws">Random selections a size.</param>
    /// <param name="seed">The seed of the draws.</param>
    public static IReadOnlyList<SimulatedPoint> Simulate(DistanceRow row, IEnumerable<int> sizes, int draws = 100, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(row);
        return [.. sizes.Select(n => new SimulatedPoint(
            n,
            SelectionSimulation.Cumulative(row.Weights, row.Vectors, n, draws, seed + n)))];
    }

    /// <summary>D_N at a fixed N while the context grows and every logit stays within [−Δ, Δ]: Lemma 1's regime.</summary>
    /// <param name="lengths">The context lengths, each above N.</param>
    /// <param name="n">N.</param>
    /// <param name="logitBound">Δ.</param>
    /// <param name="width">d.</param>
    /// <param name="rows">Random rows a length.</param>
    /// <param name="seed">The seed of the draws.</param>
    public static IReadOnlyList<LengthPoint> BoundedLogits(IEnumerable<int> lengths, int n = 5, double logitBound = 1, int width = 64, int rows = 8, int seed = 1) =>
        OverLength(lengths, n, width, rows, seed, Math.Exp(2 * logitBound), (length, random) =>
        {
            var logits = new double[length];
            for (var i = 0; i < length; i++)
                logits[i] = logitBound * (2 * random.NextDouble() - 1);
            return logits;
        });

    /// <summary>The same with a sink: the first token's logit grows with ln L so that it keeps a fixed share of the mass.</summary>
    /// <param name="lengths">The context lengths, each above N.</param>
    /// <param name="share">The share of the mass that the first token would hold above equal competitors.</param>
    /// <param name="n">N.</param>
    /// <param name="logitBound">Δ of all other tokens.</param>
    /// <param name="width">d.</param>
    /// <param name="rows">Random rows a length.</param>
    /// <param name="seed">The seed of the draws.</param>
    public static IReadOnlyList<LengthPoint> WithSink(IEnumerable<int> lengths, double share = 0.5, int n = 5, double logitBound = 1, int width = 64, int rows = 8, int seed = 1) =>
        OverLength(lengths, n, width, rows, seed, double.NaN, (length, random) =>
        {
            var logits = new double[length];
            for (var i = 0; i < length; i++)
                logits[i] = logitBound * (2 * random.NextDouble() - 1);
            logits[0] = GapInversion.GapFor(share, length);
            return logits;
        });

    private static List<LengthPoint> OverLength(IEnumerable<int> lengths, int n, int width, int rows, int seed, double upperConstant, Func<int, Random, double[]> draw)
    {
        var random = new Random(seed);
        return [.. lengths.Select(length =>
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(length, n, nameof(lengths));
            var cases = Enumerable.Range(0, rows).Select(_ => (Weights: StableSoftmax.Weights(draw(length, random)), Vectors: VectorSet.RandomUnit(length, width, random.Next()))).ToArray();
            var tops = cases.Select(c => TopOrder.Of(c.Weights)[..n]).ToArray();
            return new LengthPoint(
                length,
                Spread.Of(cases.Select((c, k) => CumulativeDistance.OfSubset(c.Weights, c.Vectors, tops[k]))),
                Spread.Of(cases.Select(c => RandomSelection.MainSumAt(c.Weights, c.Vectors, n))),
                Spread.Of(cases.Select((c, k) => DistanceBounds.Published(c.Weights, c.Vectors, tops[k]))),
                Spread.Of(cases.Select((c, k) => OrderedSums.Norm<double>(ContextVector.OfSubset(c.Weights, c.Vectors, tops[k])))),
                DistanceBounds.FixedSizeCeiling(n, upperConstant, 1));
        })];
    }
}
