using TorchSharp;
using Workbook.Gpt2;
using Workbook.Normalizers;
using Workbook.Selection;
using static TorchSharp.torch;

namespace Workbook.Experiments;

/// <summary>
/// One layer of a model over one text, kept so that it can be run again with other attention weights: only this layer's mixing and the
/// layers above it are computed anew, many changes in one batch.
/// </summary>
public sealed class LayerReplay : IDisposable
{
    private readonly IReadOnlyList<Gpt2Block> blocks;
    private readonly Tensor residual;
    private readonly Tensor mixed;
    private readonly AttentionInputs inputs;

    /// <summary>Runs a layer's attention once.</summary>
    /// <param name="model">The model; not disposed of.</param>
    /// <param name="layer">The layer, from 0.</param>
    /// <param name="residual">The residual stream before the layer, [L, d]; copied.</param>
    public LayerReplay(Gpt2Model model, int layer, Tensor residual)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(residual);
        blocks = model.Blocks;
        ArgumentOutOfRangeException.ThrowIfNegative(layer);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(layer, blocks.Count);
        Layer = layer;
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        this.residual = residual.detach().clone().unsqueeze(0).DetachFromDisposeScope();
        var attention = blocks[layer].Attention;
        inputs = Map(attention.Project(blocks[layer].AttentionInput(this.residual)), part => part.DetachFromDisposeScope());
        var (logits, weights) = attention.Weigh(inputs);
        using var future = ones(logits.shape[^2], logits.shape[^1], dtype: ScalarType.Bool, device: logits.device).triu_(1);
        Logits = logits.squeeze(0).masked_fill(future, Constant.Of(double.NegativeInfinity)).DetachFromDisposeScope();
        Weights = weights.squeeze(0).DetachFromDisposeScope();
        Values = inputs.Values.squeeze(0).contiguous().DetachFromDisposeScope();
        mixed = attention.Outputs(inputs, weights).DetachFromDisposeScope();
    }

    /// <summary>Which layer, from 0.</summary>
    public int Layer { get; }

    /// <summary>Heads of the layer.</summary>
    public int Heads => (int)Values.shape[0];

    /// <summary>L.</summary>
    public int Length => (int)Values.shape[1];

    /// <summary>Logits, [heads, L, L], −∞ where a query does not see a token.</summary>
    public Tensor Logits { get; }

    /// <summary>The model's own attention weights, [heads, L, L].</summary>
    public Tensor Weights { get; }

    /// <summary>Values, [heads, L, d_head].</summary>
    public Tensor Values { get; }

    /// <summary>The weights with the values they mix, as the selection mathematics takes them.</summary>
    public HeadRows Rows() => new(Heads, Length, (int)Values.shape[^1], Copy(Weights), Copy(Values));

    /// <summary>The residual stream after the last layer, nothing changed.</summary>
    /// <returns>[1, L, d]. The caller disposes it.</returns>
    public Tensor Unchanged() => Finish(mixed, toTheEnd: true);

    /// <summary>The residual stream after the last layer, in each of several changes one head with other weights.</summary>
    /// <param name="heads">The changed head of each change, [B].</param>
    /// <param name="weights">Its weights, [B, L, L].</param>
    /// <returns>[B, L, d]. The caller disposes it.</returns>
    public Tensor With(IReadOnlyList<int> heads, Tensor weights)
    {
        ArgumentNullException.ThrowIfNull(heads);
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.dim() != 3 || weights.shape[0] != heads.Count)
            throw new ArgumentException($"{heads.Count} heads need as many maps of weights, not [{string.Join(", ", weights.shape)}].", nameof(weights));
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var all = mixed.expand(heads.Count, -1, -1, -1).clone();
        foreach (var (change, head) in heads.Index())
            all[change][head].copy_(Outputs(Map(inputs, part => part.narrow(1, head, 1)), weights[change].unsqueeze(0)).flatten(0, 2));
        return Finish(all, toTheEnd: true).MoveToOuterDisposeScope();
    }

    /// <summary>The residual stream after this layer, every head with other weights.</summary>
    /// <param name="weights">[heads, L, L].</param>
    /// <returns>[L, d]. The caller disposes it.</returns>
    public Tensor Next(Tensor weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return Finish(Outputs(inputs, weights), toTheEnd: false).squeeze(0).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in new[] { residual, mixed, Logits, Weights, Values, inputs.Queries, inputs.Keys, inputs.Values, inputs.Gates })
            tensor?.Dispose();
    }

    private static AttentionInputs Map(AttentionInputs inputs, Func<Tensor, Tensor> change) => inputs with
    {
        Queries = change(inputs.Queries),
        Keys = change(inputs.Keys),
        Values = change(inputs.Values),
        Gates = inputs.Gates is null ? null : change(inputs.Gates),
    };

    // Of [heads, L, L] weights, [1, heads, L, d_head].
    private Tensor Outputs(AttentionInputs of, Tensor weights) => blocks[Layer].Attention.Outputs(of, weights.unsqueeze(0));

    private static float[] Copy(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.to_type(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
    }

    private Tensor Finish(Tensor heads, bool toTheEnd)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var stream = blocks[Layer].Finish(residual, blocks[Layer].Attention.Output(heads));
        for (var layer = Layer + 1; toTheEnd && layer < blocks.Count; layer++)
        {
            var next = blocks[layer].forward(stream);
            stream.Dispose();
            stream = next;
        }

        return stream.MoveToOuterDisposeScope();
    }
}
