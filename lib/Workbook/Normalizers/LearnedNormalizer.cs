using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>The common part of normalizers with learned parameters: given numbers become tensors, so that one formula serves both.</summary>
public abstract class LearnedNormalizer : RowNormalizer, ILearnedNormalizer
{
    /// <inheritdoc/>
    public abstract IReadOnlyDictionary<string, double> Learned { get; }

    /// <inheritdoc/>
    public torch.Tensor Weights(torch.Tensor logits, IReadOnlyDictionary<string, torch.Tensor> learned)
    {
        ArgumentNullException.ThrowIfNull(learned);
        if (learned.Keys.FirstOrDefault(name => !Learned.ContainsKey(name)) is { } unknown)
            throw new ArgumentException($"{Name} learns no '{unknown}'; it learns {string.Join(", ", Learned.Keys)}.", nameof(learned));
        using var scope = torch.NewDisposeScope();
        var rows = MaskedRows.Of(logits);
        return Weights(rows, Values(rows, learned)).masked_fill(rows.Masked, Constant.Zero).to_type(logits.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>The weights.</summary>
    /// <param name="rows">Logits and mask.</param>
    /// <param name="learned">Every parameter of <see cref="Learned"/>, in the type of the rows, broadcasting to [..., 1].</param>
    /// <returns>a, [..., L]; finite, anything at masked tokens.</returns>
    protected abstract torch.Tensor Weights(MaskedRows rows, IReadOnlyDictionary<string, torch.Tensor> learned);

    /// <summary>The derivative of the weights along v, a direction of the logits.</summary>
    /// <param name="rows">Logits and mask.</param>
    /// <param name="learned">Every parameter of <see cref="Learned"/>.</param>
    /// <param name="weights">a, [..., L], zero at masked tokens.</param>
    /// <param name="direction">v, [..., L], zero at masked tokens.</param>
    /// <returns>J v, [..., L]; finite, anything at masked tokens.</returns>
    protected abstract torch.Tensor Derivative(MaskedRows rows, IReadOnlyDictionary<string, torch.Tensor> learned, torch.Tensor weights, torch.Tensor direction);

    /// <inheritdoc/>
    protected sealed override torch.Tensor Weights(MaskedRows rows) => Weights(rows, Given(rows));

    /// <inheritdoc/>
    protected sealed override torch.Tensor Derivative(MaskedRows rows, torch.Tensor weights, torch.Tensor direction) =>
        Derivative(rows, Given(rows), weights, direction);

    /// <summary>The parameters as this normalizer was made with, as tensors.</summary>
    /// <param name="rows">Gives type and device.</param>
    private protected IReadOnlyDictionary<string, torch.Tensor> Given(MaskedRows rows) => Values(rows, new Dictionary<string, torch.Tensor>());

    private Dictionary<string, torch.Tensor> Values(MaskedRows rows, IReadOnlyDictionary<string, torch.Tensor> learned)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Learned.ToDictionary(
            pair => pair.Key,
            pair => learned.TryGetValue(pair.Key, out var value)
                ? value.to_type(rows.Logits.dtype)
                : torch.tensor(pair.Value, dtype: rows.Logits.dtype, device: rows.Logits.device));
    }
}
