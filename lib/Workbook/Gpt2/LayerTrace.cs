using Workbook.Selection;
using static TorchSharp.torch;

namespace Workbook.Gpt2;

/// <summary>
/// What one layer's attention computed for one context. The trace disposes of it when its consumer moves on: clone what must live longer.
/// </summary>
public sealed class LayerTrace : IDisposable
{
    internal LayerTrace(int layer, IReadOnlyList<int> heads) => (Layer, Heads) = (layer, heads);

    /// <summary>Which layer, from 0.</summary>
    public int Layer { get; }

    /// <summary>Which heads the first dimension holds, from 0.</summary>
    public IReadOnlyList<int> Heads { get; }

    /// <summary>Tokens of the context, L.</summary>
    public int Length => (int)Residual.shape[0];

    /// <summary>Residual stream that enters the layer, before its norm, [L, d].</summary>
    public required Tensor Residual { get; init; }

    /// <summary>Queries q, [heads, L, d_head].</summary>
    public required Tensor Queries { get; init; }

    /// <summary>Keys k, [heads, L, d_head].</summary>
    public required Tensor Keys { get; init; }

    /// <summary>Values, the vectors that the weights mix, [heads, L, d_head].</summary>
    public required Tensor Values { get; init; }

    /// <summary>Logits l = q·k times the model's scale, [heads, L, L], before the causal mask: row t is query position t.</summary>
    public required Tensor Logits { get; init; }

    /// <summary>Attention weights a, [heads, L, L]: row t is the softmax of its first t+1 logits, then zeros.</summary>
    public required Tensor Weights { get; init; }

    /// <summary>What each head adds up, Σ a_i x_i over its values, [heads, L, d_head].</summary>
    public required Tensor HeadOutputs { get; init; }

    /// <summary>Residual stream that leaves the layer, after its feed-forward part, [L, d].</summary>
    public required Tensor Output { get; init; }

    /// <summary>The weights with the vectors they mix, as the selection mathematics takes them; copied to the CPU's own memory.</summary>
    /// <param name="vectors">[heads, L, d], or [L, d] for all heads; null for the values.</param>
    public HeadRows Rows(Tensor? vectors = null)
    {
        vectors ??= Values;
        return new(Heads.Count, Length, (int)vectors.shape[^1], Copy(Weights), Copy(vectors));
    }

    /// <summary>The attention weights of one query position in every head: its t+1 entries.</summary>
    /// <param name="query">t, from 0.</param>
    /// <returns>[heads][t+1].</returns>
    public double[][] RowWeights(int query) => CausalRow(Weights, query);

    /// <summary>The logits of one query position in every head: its t+1 entries.</summary>
    /// <param name="query">t, from 0.</param>
    /// <returns>[heads][t+1].</returns>
    public double[][] RowLogits(int query) => CausalRow(Logits, query);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in new[] { Residual, Queries, Keys, Values, Logits, Weights, HeadOutputs, Output }) tensor.Dispose();
    }

    private double[][] CausalRow(Tensor map, int query)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(query);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(query, Length);
        using var scope = NewDisposeScope();
        var rows = map.select(1, query).narrow(1, 0, query + 1).to_type(ScalarType.Float64).cpu().contiguous();
        return [.. Enumerable.Range(0, Heads.Count).Select(head => rows[head].data<double>().ToArray())];
    }

    private static float[] Copy(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to_type(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
    }
}
