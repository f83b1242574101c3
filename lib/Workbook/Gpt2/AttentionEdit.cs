using Workbook.Normalizers;
using static TorchSharp.torch;

namespace Workbook.Gpt2;

/// <summary>
/// What is changed inside attention, without changing the model: other normalizers or temperatures in chosen layers and heads, and logits
/// edited by a hook. Everything stays differentiable. Edits are joined by <see cref="And"/>.
/// </summary>
/// <remarks>
/// In every layer the hooks come first, in the order in which they were joined; then each head's logits are divided by its temperatures;
/// then the mask, then the head's normalizer, the last one named for it, softmax if none is.
/// </remarks>
/// <example><code>model.forward(ids, AttentionEdit.Normalize(new Entmax(1.5), layers: [2], heads: [0, 3]))</code></example>
public sealed record AttentionEdit
{
    private readonly IReadOnlyList<Part> parts;

    private AttentionEdit(IReadOnlyList<Part> parts) => this.parts = parts;

    /// <summary>Another normalizer instead of softmax.</summary>
    /// <param name="normalizer">Makes the weights of each row of masked logits.</param>
    /// <param name="layers">In these layers, from 0; null for all.</param>
    /// <param name="heads">In these heads, from 0; null for all.</param>
    public static AttentionEdit Normalize(INormalizer normalizer, IReadOnlyList<int>? layers = null, IReadOnlyList<int>? heads = null)
    {
        ArgumentNullException.ThrowIfNull(normalizer);
        return new([new(layers, heads) { Normalizer = normalizer }]);
    }

    /// <summary>Another temperature: logits are divided by T before the normalizer.</summary>
    /// <param name="temperature">T, positive and finite.</param>
    /// <param name="layers">In these layers, from 0; null for all.</param>
    /// <param name="heads">In these heads, from 0; null for all.</param>
    /// <exception cref="ArgumentOutOfRangeException">T is not positive and finite.</exception>
    public static AttentionEdit Temperature(double temperature, IReadOnlyList<int>? layers = null, IReadOnlyList<int>? heads = null) =>
        new([new(layers, heads) { Temperature = StableSoftmax.CheckedTemperature(temperature) }]);

    /// <summary>Logits changed by a function of one's own.</summary>
    /// <param name="change">
    /// Takes the layer, from 0, and its logits before mask and temperature, [batch, heads, L, L], float32 or wider; returns the logits to use
    /// instead, of the same shape. It is called in every layer and may return what it was given.
    /// </param>
    public static AttentionEdit Logits(Func<int, Tensor, Tensor> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new([new(null, null) { Change = change }]);
    }

    /// <summary>This edit and another one.</summary>
    /// <param name="other">Comes after this one: where both name a normalizer for a head, the other's is used.</param>
    public AttentionEdit And(AttentionEdit other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new([.. parts, .. other.parts]);
    }

    /// <summary>Whether attention in a layer may differ from the model's own.</summary>
    /// <param name="layer">The layer, from 0.</param>
    public bool Touches(int layer) => parts.Any(part => part.In(layer));

    /// <summary>Refuses layers and heads that are not there.</summary>
    /// <exception cref="WorkbookException">An edit names a layer or head outside the model.</exception>
    internal void Check(int layers, int heads)
    {
        foreach (var part in parts)
        {
            Require("layer", part.Layers, layers);
            Require("head", part.Heads, heads);
        }
    }

    internal static void Require(string what, IReadOnlyList<int>? chosen, int count)
    {
        foreach (var index in chosen ?? [])
            if ((uint)index >= count) throw new WorkbookException($"There is no {what} {index}; there are {count}, numbered from 0 to {count - 1}.");
    }

    /// <summary>The logits after the hooks.</summary>
    /// <param name="layer">The layer, from 0.</param>
    /// <param name="logits">[batch, heads, L, L].</param>
    internal Tensor Changed(int layer, Tensor logits)
    {
        foreach (var change in parts.Select(part => part.Change).OfType<Func<int, Tensor, Tensor>>())
        {
            var before = logits.shape;
            logits = change(layer, logits);
            if (!logits.shape.SequenceEqual(before))
                throw new WorkbookException($"The function that edits logits made [{string.Join(", ", logits.shape)}] of [{string.Join(", ", before)}] in layer {layer}; it must keep the shape.");
        }
        return logits;
    }

    /// <summary>The attention weights of a layer.</summary>
    /// <param name="layer">The layer, from 0.</param>
    /// <param name="logits">[batch, heads, L, L], after <see cref="Changed"/>.</param>
    /// <param name="masked">What a query does not see, [L, L]; null for nothing.</param>
    internal Tensor Weights(int layer, Tensor logits, Tensor? masked)
    {
        using var scope = NewDisposeScope();
        var heads = (int)logits.shape[1];
        var temperatures = Enumerable.Range(0, heads).Select(head => parts.Where(p => p.In(layer, head)).Aggregate(1.0, (product, p) => product * p.Temperature)).ToArray();
        var cooled = temperatures.All(t => t == 1) ? logits : logits / tensor(temperatures, dtype: logits.dtype, device: logits.device).view(heads, 1, 1);
        if (masked is not null) cooled = cooled.masked_fill(masked, Constant.Of(double.NegativeInfinity));
        var groups = Enumerable.Range(0, heads).GroupBy(head => parts.LastOrDefault(p => p.Normalizer is not null && p.In(layer, head))?.Normalizer).ToList();
        if (groups is [var all]) return Normalized(all.Key, cooled).MoveToOuterDisposeScope();

        // Each normalizer sees its own heads; the joined result is then brought back to the heads' order.
        var order = groups.SelectMany(group => group).ToList();
        var made = groups.Select(group => group.Key is LearnedHeads
            ? Normalized(group.Key, cooled).index_select(1, Index(group, logits.device)) // Its parameters are those of all heads.
            : Normalized(group.Key, cooled.index_select(1, Index(group, logits.device)))).ToList();
        var back = Enumerable.Range(0, heads).Select(head => order.IndexOf(head));
        return cat(made, 1).index_select(1, Index(back, logits.device)).MoveToOuterDisposeScope();
    }

    private static Tensor Normalized(INormalizer? normalizer, Tensor logits) => normalizer?.Weights(logits) ?? logits.softmax(-1);

    private static Tensor Index(IEnumerable<int> indices, Device device) => tensor([.. indices.Select(i => (long)i)], dtype: ScalarType.Int64, device: device);

    private sealed record Part(IReadOnlyList<int>? Layers, IReadOnlyList<int>? Heads)
    {
        public INormalizer? Normalizer { get; init; }

        public double Temperature { get; init; } = 1;

        public Func<int, Tensor, Tensor>? Change { get; init; }

        public bool In(int layer) => Layers?.Contains(layer) ?? true;

        public bool In(int layer, int head) => In(layer) && (Heads?.Contains(head) ?? true);
    }
}
