using MathNet.Numerics.Statistics;
using TorchSharp;
using Workbook.Experiments.Rows;
using Workbook.Experiments.Statistics;
using Workbook.Gpt2;
using Workbook.Normalizers;
using static TorchSharp.torch;

namespace Workbook.Experiments;

/// <summary>What other normalizers in place of softmax cost a model that was trained with softmax, as they are and at softmax's own entropy.</summary>
/// <remarks>The temperature is matched on <see cref="MatchedRows"/> query positions, evenly spaced; the last one is among them.</remarks>
public static class NormalizerSwap
{
    /// <summary>At most how many query positions of a head its temperature is matched on.</summary>
    public const int MatchedRows = 64;

    private const int BatchTokens = 4096;

    /// <summary>Every head of a layer on its own.</summary>
    /// <param name="text">Name of the text, for the rows.</param>
    /// <param name="replay">The layer.</param>
    /// <param name="cost">The model's own predictions.</param>
    /// <param name="normalizers">What to put in place of softmax.</param>
    /// <param name="cancellation">Stops between two normalizers.</param>
    public static IReadOnlyList<NormalizerSwapRow> OfLayer(
        string text, LayerReplay replay, NextTokenCost cost, IEnumerable<INormalizer> normalizers, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(replay);
        ArgumentNullException.ThrowIfNull(cost);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var sample = Sample(replay.Logits);
        var wanted = MatchedTemperature.MeanEntropies(Sample(replay.Weights));
        var own = MatchedTemperature.MeanEntropies(replay.Weights);
        var rows = new List<NormalizerSwapRow>();
        foreach (var normalizer in normalizers)
        {
            foreach (var matched in new[] { false, true })
            {
                cancellation.ThrowIfCancellationRequested();
                using var inner = NewDisposeScope();
                var temperatures = matched ? MatchedTemperature.Find(normalizer, sample, wanted) : [.. wanted.Select(_ => 1.0)];
                var weights = normalizer.Weights(MatchedTemperature.Cooled(replay.Logits, temperatures));
                var entropies = MatchedTemperature.MeanEntropies(weights);
                var costs = Each(replay, cost, weights, [.. Enumerable.Range(0, replay.Heads).Where(head => !double.IsNaN(temperatures[head]))]);
                rows.AddRange(Enumerable.Range(0, replay.Heads).Select(head => !costs.TryGetValue(head, out var changed)
                    ? Row(text, normalizer, matched, cost, null) with { Layer = replay.Layer, Head = head, Temperature = double.NaN, OwnEntropy = own[head] }
                    : Row(text, normalizer, matched, cost, changed) with
                    {
                        Layer = replay.Layer,
                        Head = head,
                        Temperature = temperatures[head],
                        Entropy = entropies[head],
                        OwnEntropy = own[head],
                        MatchedHeads = matched ? 1 : 0,
                    }));
            }
        }

        return rows;
    }

    /// <summary>All heads of all layers at once. With matching, each layer's temperatures are sought on what the changed layers below it made, for the entropy that each head has in the unchanged model; a head without a match keeps T = 1.</summary>
    /// <param name="text">Name of the text, for the rows.</param>
    /// <param name="model">The model.</param>
    /// <param name="ids">Token ids, L of them.</param>
    /// <param name="cost">The model's own predictions.</param>
    /// <param name="normalizers">What to put in place of softmax.</param>
    /// <param name="cancellation">Stops between two passes.</param>
    public static IReadOnlyList<NormalizerSwapRow> OfModel(
        string text, Gpt2Model model, IReadOnlyList<int> ids, NextTokenCost cost, IEnumerable<INormalizer> normalizers, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(cost);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var wanted = new double[model.Config.Layers][];
        LayerwiseRun.Of(model, ids, replay =>
        {
            using var inner = NewDisposeScope();
            wanted[replay.Layer] = MatchedTemperature.MeanEntropies(Sample(replay.Weights));
            return replay.Weights.clone().MoveToOuterDisposeScope();
        }).Dispose();
        var rows = new List<NormalizerSwapRow>();
        foreach (var normalizer in normalizers)
        {
            foreach (var matched in new[] { false, true })
            {
                cancellation.ThrowIfCancellationRequested();
                var found = new List<double>();
                using var stream = LayerwiseRun.Of(model, ids, replay =>
                {
                    using var inner = NewDisposeScope();
                    if (!matched)
                        return normalizer.Weights(replay.Logits).MoveToOuterDisposeScope();
                    var temperatures = MatchedTemperature.Find(normalizer, Sample(replay.Logits), wanted[replay.Layer]);
                    found.AddRange(temperatures.Where(t => !double.IsNaN(t)));
                    return normalizer.Weights(MatchedTemperature.Cooled(replay.Logits, temperatures)).MoveToOuterDisposeScope();
                });
                var changed = matched && found.Count == 0 ? null : cost.Of(stream)[0];
                rows.Add(Row(text, normalizer, matched, cost, changed) with { Temperature = !matched ? 1 : found.Count == 0 ? double.NaN : found.Median(), MatchedHeads = found.Count });
            }
        }

        return rows;
    }

    // Some heads, each on its own.
    private static Dictionary<int, PredictionCost> Each(LayerReplay replay, NextTokenCost cost, Tensor weights, int[] chosen)
    {
        var costs = new Dictionary<int, PredictionCost>();
        foreach (var heads in chosen.Chunk(Math.Max(1, BatchTokens / replay.Length)))
        {
            using var scope = NewDisposeScope();
            foreach (var (head, changed) in heads.Zip(cost.Of(replay.With(heads, stack([.. heads.Select(head => weights[head])], 0)))))
                costs[head] = changed;
        }

        return costs;
    }

    private static NormalizerSwapRow Row(string text, INormalizer normalizer, bool matched, NextTokenCost own, PredictionCost? changed)
    {
        var loss = own.Loss.AsSpan().Mean();
        return new(
            text, -1, -1, normalizer.Name, matched, 1, double.NaN, double.NaN, 0, loss,
            changed is null ? double.NaN : changed.Loss.AsSpan().Mean() - loss, changed is null ? double.NaN : changed.Divergence.AsSpan().Mean(), own.Loss.Length);
    }

    // Evenly spaced rows, the last one among them.
    private static Tensor Sample(Tensor map)
    {
        using var scope = NewDisposeScope();
        var length = map.shape[1];
        var count = Math.Min(length, MatchedRows);
        long[] chosen = [.. Enumerable.Range(1, (int)count).Select(k => k * length / count - 1)];
        return map.index_select(1, tensor(chosen, dtype: ScalarType.Int64, device: map.device)).MoveToOuterDisposeScope();
    }
}
