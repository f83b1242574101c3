using TorchSharp;
using Workbook.Experiments.Rows;
using Workbook.Experiments.Statistics;
using Workbook.Gpt2;
using Workbook.Normalizers;
using Workbook.Selection;
using static TorchSharp.torch;

namespace Workbook.Experiments;

/// <summary>What it costs a model when heads keep only their top N tokens.</summary>
public static class SelectionCost
{
    // Tokens in a batch of changed forward passes: larger batches are no faster on a CPU and take more memory.
    private const int BatchTokens = 4096;

    /// <summary>Every head of a layer on its own.</summary>
    /// <param name="text">Name of the text, for the rows.</param>
    /// <param name="replay">The layer.</param>
    /// <param name="cost">The model's own predictions.</param>
    /// <param name="sizes">N, each from 1; those that no position with a next token exceeds are left out.</param>
    /// <param name="threads">Threads for the distances; −1 for all.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    public static IReadOnlyList<SelectionCostRow> OfLayer(
        string text, LayerReplay replay, NextTokenCost cost, IReadOnlyList<int> sizes, int threads = -1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(replay);
        ArgumentNullException.ThrowIfNull(cost);
        var used = Used(sizes, replay.Length);
        if (used.Length == 0)
            return [];
        var distances = new DistanceMeans(replay, used, new(threads, cancellation));
        var rows = new List<SelectionCostRow>();
        for (var head = 0; head < replay.Heads; head++)
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var (weights, values) = (replay.Weights[head], replay.Values[head].to_type(replay.Weights.dtype));
            var ranks = TopWeights.Ranks(weights);
            var entropies = MatchedTemperature.Entropies(weights);
            foreach (var batch in Changes(used).Chunk(Math.Max(1, BatchTokens / replay.Length)))
            {
                cancellation.ThrowIfCancellationRequested();
                using var inner = NewDisposeScope();
                var maps = stack([.. batch.Select(b => TopWeights.Of(weights, ranks, b.N, b.Renormalized))], 0);
                var costs = cost.Of(replay.With([.. batch.Select(_ => head)], maps));
                foreach (var (place, change) in batch.Index())
                {
                    rows.Add(Row(text, replay.Layer, head, change.N, change.Renormalized, cost, costs[place]) with
                    {
                        CumulativeDistance = distances.Cumulative[head, change.Place],
                        ResultantDistance = distances.Resultant[head, change.Place],
                        SelectedMass = MeanFrom(weights.masked_fill(ranks.ge(Constant.Of(change.N)), Constant.Zero).sum(-1), change.N),
                        Entropy = MeanFrom(entropies, change.N),
                        OutputError = MeanFrom((weights - maps[place]).matmul(values).norm(1, false, 2f), change.N),
                    });
                }
            }
        }

        return rows;
    }

    /// <summary>All heads of all layers at once.</summary>
    /// <param name="text">Name of the text, for the rows.</param>
    /// <param name="model">The model.</param>
    /// <param name="ids">Token ids, L of them.</param>
    /// <param name="cost">The model's own predictions.</param>
    /// <param name="sizes">N, each from 1.</param>
    /// <param name="cancellation">Stops between two passes.</param>
    public static IReadOnlyList<SelectionCostRow> OfModel(
        string text, Gpt2Model model, IReadOnlyList<int> ids, NextTokenCost cost, IReadOnlyList<int> sizes, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(cost);
        var rows = new List<SelectionCostRow>();
        foreach (var n in Used(sizes, cost.Loss.Length + 1))
        {
            foreach (var renormalized in new[] { false, true })
            {
                cancellation.ThrowIfCancellationRequested();
                using var stream = LayerwiseRun.Of(model, ids, replay =>
                {
                    using var scope = NewDisposeScope();
                    return TopWeights.Of(replay.Weights, TopWeights.Ranks(replay.Weights), n, renormalized).MoveToOuterDisposeScope();
                });
                rows.Add(Row(text, -1, -1, n, renormalized, cost, cost.Of(stream)[0]));
            }
        }

        return rows;
    }

    // A row of t+1 tokens is changed where t+1 > N; the last position has no next token.
    private static int[] Used(IReadOnlyList<int> sizes, int length)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        foreach (var n in sizes)
            ArgumentOutOfRangeException.ThrowIfLessThan(n, 1, nameof(sizes));
        return [.. sizes.Where(n => n < length - 1)];
    }

    private static IEnumerable<Change> Changes(int[] sizes) =>
        sizes.SelectMany((n, place) => new[] { new Change(n, place, false), new Change(n, place, true) });

    private static SelectionCostRow Row(string text, int layer, int head, int n, bool renormalized, NextTokenCost own, PredictionCost changed)
    {
        var loss = own.Loss.AsSpan(n).Mean();
        return new(
            text, layer, head, n, renormalized, loss, changed.Loss.AsSpan(n).Mean() - loss, changed.Divergence.AsSpan(n).Mean(),
            double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, own.Loss.Length - n);
    }

    private static double MeanFrom(Tensor rows, int first) => rows.narrow(0, first, rows.shape[0] - 1 - first).to_type(ScalarType.Float64).mean().item<double>();

    private readonly record struct Change(int N, int Place, bool Renormalized);

    /// <summary>Mean distances of the queries t = N … L − 2, [heads, sizes].</summary>
    private sealed class DistanceMeans
    {
        public DistanceMeans(LayerReplay replay, int[] sizes, HeadDistanceOptions options)
        {
            var rows = replay.Rows();
            Cumulative = Means(rows, sizes, visit => HeadDistances.VisitCumulative(rows, options, visit));
            Resultant = Means(rows, sizes, visit => HeadDistances.VisitResultant(rows, options, visit));
        }

        public double[,] Cumulative { get; }

        public double[,] Resultant { get; }

        // Threads come in any order; the sum is taken in the order of the queries, so that it is the same each time.
        private static double[,] Means(HeadRows rows, int[] sizes, Action<QueryCurveVisitor> run)
        {
            var kept = new double[rows.Heads, sizes.Length, rows.Length];
            run((head, query, curve) =>
            {
                for (var k = 0; k < sizes.Length && sizes[k] <= query; k++)
                    kept[head, k, query] = curve[sizes[k]];
            });
            var means = new double[rows.Heads, sizes.Length];
            for (var head = 0; head < rows.Heads; head++)
            {
                for (var k = 0; k < sizes.Length; k++)
                {
                    for (var query = sizes[k]; query < rows.Length - 1; query++)
                        means[head, k] += kept[head, k, query] / (rows.Length - 1 - sizes[k]);
                }
            }

            return means;
        }
    }
}
