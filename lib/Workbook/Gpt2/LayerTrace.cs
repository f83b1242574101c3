using Workbook.Selection;
using static TorchSharp.torch;

namespace Workbook.Gpt2;

/// <summary>
/// What one layer's attention computed for one context. The trace disposes of it when its consumer moves on: clone what must live longer.
/// </summary>
/// <remarks>
/// With chosen query positions, the rows of logits, weights, queries and head outputs are those of <see cref="QueryPositions"/>; keys, values
/// and the residual stream always have all L tokens. A part that the trace does not hold fails with a sentence that names it.
/// </remarks>
public sealed class LayerTrace : IDisposable
{
    private readonly Dictionary<TraceParts, Tensor> tensors;
    private readonly Func<TraceParts, string> why;

    /// <param name="layer">Which layer, from 0.</param>
    /// <param name="heads">Which heads the tensors hold.</param>
    /// <param name="length">L.</param>
    /// <param name="queryPositions">Which rows the maps hold; null for all.</param>
    /// <param name="tensors">The parts; the trace takes them over.</param>
    /// <param name="why">Why a part is not there and what to do, the end of a sentence.</param>
    internal LayerTrace(int layer, IReadOnlyList<int> heads, int length, IReadOnlyList<int>? queryPositions, Dictionary<TraceParts, Tensor> tensors, Func<TraceParts, string> why)
    {
        (Layer, Heads, Length, this.tensors, this.why) = (layer, heads, length, tensors, why);
        AllQueries = queryPositions is null;
        QueryPositions = queryPositions ?? [.. Enumerable.Range(0, length)];
        foreach (var part in tensors.Keys) Parts |= part;
    }

    /// <summary>Which layer, from 0.</summary>
    public int Layer { get; }

    /// <summary>Which heads the first dimension holds, from 0.</summary>
    public IReadOnlyList<int> Heads { get; }

    /// <summary>Tokens of the context, L.</summary>
    public int Length { get; }

    /// <summary>Which query positions the rows belong to, from 0.</summary>
    public IReadOnlyList<int> QueryPositions { get; }

    /// <summary>Whether a query sees only itself and what came before; a trace file may say otherwise.</summary>
    public bool Causal { get; internal init; } = true;

    /// <summary>What this trace holds.</summary>
    public TraceParts Parts { get; }

    /// <summary>Residual stream that enters the layer, before its norm, [L, d].</summary>
    public Tensor Input => Part(TraceParts.Input);

    /// <summary>Queries q, [heads, L, d_head].</summary>
    public Tensor Queries => Part(TraceParts.Queries);

    /// <summary>Keys k, [heads, L, d_head].</summary>
    public Tensor Keys => Part(TraceParts.Keys);

    /// <summary>Values, the vectors that the weights mix, [heads, L, d_head].</summary>
    public Tensor Values => Part(TraceParts.Values);

    /// <summary>Logits l = q·k times the model's scale, [heads, L, L], before mask and temperature, after hooks: row t is query position t.</summary>
    public Tensor Logits => Part(TraceParts.Logits);

    /// <summary>Attention weights a, [heads, L, L]: row t holds those of its first t+1 tokens, then zeros.</summary>
    public Tensor Weights => Part(TraceParts.Weights);

    /// <summary>What each head adds up, Σ a_i x_i over its values, [heads, L, d_head].</summary>
    public Tensor HeadOutputs => Part(TraceParts.HeadOutputs);

    /// <summary>Residual stream that leaves the layer, after its feed-forward part, [L, d].</summary>
    public Tensor Output => Part(TraceParts.Output);

    private bool AllQueries { get; }

    /// <summary>The weights with the vectors they mix, as the selection mathematics takes them; copied to the CPU's own memory.</summary>
    /// <param name="vectors">[heads, L, d], or [L, d] for all heads; null for the values.</param>
    /// <exception cref="WorkbookException">The trace lacks weights or values, holds chosen query positions only, or is not causal.</exception>
    public HeadRows Rows(Tensor? vectors = null)
    {
        if (!AllQueries) throw new WorkbookException("The trace was taken at chosen query positions; curves over all queries need a trace of all of them.");
        if (!Causal) throw new WorkbookException("The trace is not causal; curves over all queries are defined here for causal attention only.");
        vectors ??= Values;
        return new(Heads.Count, Length, (int)vectors.shape[^1], Copy(Weights), Copy(vectors));
    }

    /// <summary>The attention weights of one query position in every head: its t+1 entries, or L if attention is not causal.</summary>
    /// <param name="query">t, from 0.</param>
    /// <returns>[heads][t+1].</returns>
    public double[][] RowWeights(int query) => Row(Weights, query);

    /// <summary>The logits of one query position in every head: its t+1 entries, or L if attention is not causal.</summary>
    /// <param name="query">t, from 0.</param>
    /// <returns>[heads][t+1].</returns>
    public double[][] RowLogits(int query) => Row(Logits, query);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in tensors.Values) tensor.Dispose();
    }

    private Tensor Part(TraceParts part) => tensors.TryGetValue(part, out var tensor)
        ? tensor
        : throw new WorkbookException($"The trace of layer {Layer} holds no {Name(part)}: {why(part)}.");

    private static string Name(TraceParts part) => part switch
    {
        TraceParts.HeadOutputs => "head outputs",
        TraceParts.Input => "input (the residual stream before the layer)",
        TraceParts.Output => "output (the residual stream after the layer)",
        _ => part.ToString().ToLowerInvariant(),
    };

    private double[][] Row(Tensor map, int query)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(query);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(query, Length);
        var row = AllQueries ? query : QueryPositions.ToList().IndexOf(query);
        if (row < 0) throw new WorkbookException($"The trace holds no row of query position {query}; it was taken at {string.Join(", ", QueryPositions)}.");
        using var scope = NewDisposeScope();
        var rows = map.select(1, row).narrow(1, 0, Causal ? query + 1 : Length).to_type(ScalarType.Float64).cpu().contiguous();
        return [.. Enumerable.Range(0, Heads.Count).Select(head => rows[head].data<double>().ToArray())];
    }

    private static float[] Copy(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to_type(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
    }
}
