using TorchSharp;
using Workbook.Gpt2;
using static TorchSharp.torch;

namespace Workbook.Experiments;

/// <summary>A model's own predictions on a text, against which changed ones are measured.</summary>
public sealed class NextTokenCost : IDisposable
{
    // Positions whose logits are made at once: a vocabulary of 50,257 then takes 50 MB.
    private const int Block = 256;
    private readonly Gpt2Model model;
    private readonly Tensor own;
    private readonly Tensor certainty;
    private readonly Tensor targets;

    /// <summary>Keeps the model's own probabilities, L times the vocabulary in float32.</summary>
    /// <param name="model">The model; not disposed of.</param>
    /// <param name="ids">Token ids, at least two.</param>
    /// <param name="stream">The unchanged residual stream after the last layer, [1, L, d].</param>
    public NextTokenCost(Gpt2Model model, IReadOnlyList<int> ids, Tensor stream)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(stream);
        CheckIds(ids);
        this.model = model;
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        targets = Targets(ids, stream.device).DetachFromDisposeScope();
        own = empty([ids.Count - 1, model.TokenEmbedding.shape[0]], ScalarType.Float32, stream.device).DetachFromDisposeScope();
        certainty = empty([ids.Count - 1], ScalarType.Float32, stream.device).DetachFromDisposeScope();
        Loss = new double[ids.Count - 1];
        foreach (var (start, count) in Blocks(Loss.Length))
        {
            using var inner = NewDisposeScope();
            var logs = LogProbabilities(stream[0].narrow(0, start, count));
            var shares = own.narrow(0, start, count).copy_(logs).exp_();
            certainty.narrow(0, start, count).copy_(Mean(shares, logs));
            Array(Taken(logs, targets.narrow(0, start, count))).CopyTo(Loss, start);
        }
    }

    /// <summary>The model's own loss at each position, nats, [L − 1].</summary>
    public double[] Loss { get; }

    /// <summary>The loss at each position of any residual stream, nats.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ids">Token ids, at least two.</param>
    /// <param name="stream">The residual stream after the last layer, [1, L, d].</param>
    /// <returns>[L − 1].</returns>
    public static double[] Losses(Gpt2Model model, IReadOnlyList<int> ids, Tensor stream)
    {
        using var cost = new NextTokenCost(model, ids, stream);
        return cost.Loss;
    }

    /// <summary>The cost of each of several changes.</summary>
    /// <param name="streams">The residual stream after the last layer, [B, L, d].</param>
    /// <returns>[B].</returns>
    public IReadOnlyList<PredictionCost> Of(Tensor streams)
    {
        ArgumentNullException.ThrowIfNull(streams);
        using var noGrad = no_grad();
        return [.. Enumerable.Range(0, (int)streams.shape[0]).Select(change => Of(streams, change))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        own.Dispose();
        certainty.Dispose();
        targets.Dispose();
    }

    internal static void CheckIds(IReadOnlyList<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (ids.Count < 2)
            throw new ArgumentException($"A loss needs at least two tokens, not {ids.Count}.", nameof(ids));
    }

    /// <summary>The token that follows each position but the last, [L − 1].</summary>
    internal static Tensor Targets(IReadOnlyList<int> ids, Device device) =>
        tensor([.. ids.Skip(1).Select(id => (long)id)], dtype: ScalarType.Int64, device: device);

    internal static IEnumerable<(int Start, int Count)> Blocks(int positions)
    {
        for (var start = 0; start < positions; start += Block)
            yield return (start, Math.Min(Block, positions - start));
    }

    private PredictionCost Of(Tensor streams, int change)
    {
        var cost = new PredictionCost(new double[Loss.Length], new double[Loss.Length]);
        foreach (var (start, count) in Blocks(Loss.Length))
        {
            using var scope = NewDisposeScope();
            var changed = LogProbabilities(streams[change].narrow(0, start, count));
            Array(Taken(changed, targets.narrow(0, start, count))).CopyTo(cost.Loss, start);
            Array(certainty.narrow(0, start, count) - Mean(own.narrow(0, start, count), changed)).CopyTo(cost.Divergence, start);
        }

        return cost;
    }

    private Tensor LogProbabilities(Tensor stream)
    {
        using var scope = NewDisposeScope();
        return model.Head(stream.unsqueeze(0)).squeeze(0).to_type(ScalarType.Float32).log_softmax(-1).MoveToOuterDisposeScope();
    }

    // Σ p·q of each row, as one product: no array of the vocabulary's size is made.
    private static Tensor Mean(Tensor shares, Tensor values) => shares.unsqueeze(1).bmm(values.unsqueeze(2)).view(-1);

    private static Tensor Taken(Tensor logProbabilities, Tensor targets) => logProbabilities.gather(1, targets.unsqueeze(1)).squeeze(1).neg();

    private static double[] Array(Tensor values)
    {
        using var scope = NewDisposeScope();
        return values.to_type(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
    }
}
