using Workbook.Normalizers;
using static TorchSharp.torch;

namespace Workbook.Gpt2;

/// <summary>Keys and values of the tokens that a model has read, so that the next token costs one position instead of all.</summary>
/// <remarks>Also their gates, where the model's attention has gates a token, and their queries where one query's weights depend on others (selective attention, whose weights are then made anew for all).</remarks>
public sealed class KeyValueCache : IDisposable
{
    private readonly Tensor[] keys;
    private readonly Tensor[] values;
    private readonly Tensor[] gates;
    private readonly Tensor[] queries;

    /// <param name="model">The model.</param>
    /// <param name="batch">How many contexts run beside each other.</param>
    /// <param name="capacity">Most tokens of a context; null for the model's context length.</param>
    public KeyValueCache(Gpt2Model model, int batch = 1, int? capacity = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        var config = model.Config;
        Capacity = capacity ?? config.ContextLength;
        ArgumentOutOfRangeException.ThrowIfLessThan(Capacity, 1, nameof(capacity));
        using var scope = NewDisposeScope();
        var variant = model.Blocks[0].Attention.Variant;
        (keys, values) = (New(config.HeadWidth), New(config.HeadWidth));
        gates = variant?.Gates switch { GateShape.Token => New(), GateShape.Element => New(config.HeadWidth), _ => [] };
        queries = variant?.QueriesIndependent == false ? New(config.HeadWidth) : [];

        Tensor[] New(params long[] entries) =>
            [.. model.Blocks.Select(_ => empty([batch, config.Heads, Capacity, .. entries], dtype: model.TokenEmbedding.dtype, device: model.TokenEmbedding.device).DetachFromDisposeScope())];
    }

    /// <summary>Tokens that it holds.</summary>
    public int Length { get; private set; }

    /// <summary>Most tokens that it can hold.</summary>
    public int Capacity { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in keys.Concat(values).Concat(gates).Concat(queries)) tensor.Dispose();
    }

    /// <summary>Adds a layer's new keys and values behind those that it holds.</summary>
    /// <param name="layer">The layer, from 0.</param>
    /// <param name="part">What the layer made of the new tokens, [batch, heads, Q, ...].</param>
    /// <returns>The same of all tokens so far, [batch, heads, L, ...]; the new queries alone if others do not matter.</returns>
    internal AttentionInputs Add(int layer, AttentionInputs part)
    {
        var added = part.Keys.shape[2];
        if (Length + added > Capacity) throw new WorkbookException($"The text grows to {Length + added} tokens, the cache was made for {Capacity}; ask for fewer.");
        return part with
        {
            Queries = queries.Length > 0 ? Put(queries[layer], part.Queries) : part.Queries,
            Keys = Put(keys[layer], part.Keys),
            Values = Put(values[layer], part.Values),
            Gates = gates.Length > 0 ? Put(gates[layer], part.Gates!) : part.Gates,
        };

        Tensor Put(Tensor all, Tensor part)
        {
            using (no_grad())
            using (var place = all.narrow(2, Length, added))
                place.copy_(part);
            return all.narrow(2, 0, Length + added);
        }
    }

    /// <summary>Counts the tokens that every layer has added.</summary>
    internal void Advance(int tokens) => Length += tokens;
}
