using static TorchSharp.torch;

namespace Workbook.Gpt2;

/// <summary>Keys and values of the tokens that a model has read, so that the next token costs one position instead of all.</summary>
public sealed class KeyValueCache : IDisposable
{
    private readonly Tensor[] keys;
    private readonly Tensor[] values;

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
        keys = [.. model.Blocks.Select(_ => New())];
        values = [.. model.Blocks.Select(_ => New())];

        Tensor New() => empty(batch, config.Heads, Capacity, config.HeadWidth, dtype: model.TokenEmbedding.dtype, device: model.TokenEmbedding.device).DetachFromDisposeScope();
    }

    /// <summary>Tokens that it holds.</summary>
    public int Length { get; private set; }

    /// <summary>Most tokens that it can hold.</summary>
    public int Capacity { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in keys.Concat(values)) tensor.Dispose();
    }

    /// <summary>Adds a layer's new keys and values behind those that it holds.</summary>
    /// <param name="layer">The layer, from 0.</param>
    /// <param name="key">[batch, heads, Q, d_head].</param>
    /// <param name="value">[batch, heads, Q, d_head].</param>
    /// <returns>All keys and values so far, [batch, heads, L, d_head].</returns>
    internal (Tensor Key, Tensor Value) Add(int layer, Tensor key, Tensor value)
    {
        var added = key.shape[2];
        if (Length + added > Capacity) throw new WorkbookException($"The text grows to {Length + added} tokens, the cache was made for {Capacity}; ask for fewer.");
        return (Put(keys[layer], key), Put(values[layer], value));

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
