using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>The common part of the attention variants: checks, mask, precision and the lifetime of tensors.</summary>
/// <remarks>A subclass sees inputs in float32 or float64.</remarks>
public abstract class AttentionVariant : IAttentionVariant
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract AttentionProperties Properties { get; }

    /// <inheritdoc/>
    public torch.Tensor Weights(AttentionInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        using var scope = torch.NewDisposeScope();
        inputs.Check(Properties.Gates);
        var wide = Wide(inputs);
        return Weights(wide, Unseen(wide)).to_type(inputs.Queries.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public torch.Tensor Outputs(AttentionInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        using var scope = torch.NewDisposeScope();
        inputs.Check(Properties.Gates);
        var wide = Wide(inputs);
        return Mixed(wide, Weights(wide, Unseen(wide))).to_type(inputs.Values.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public torch.Tensor Outputs(AttentionInputs inputs, torch.Tensor weights)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(weights);
        using var scope = torch.NewDisposeScope();
        inputs.Check(Properties.Gates);
        return Mixed(Wide(inputs), weights).to_type(inputs.Values.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public virtual IReadOnlyList<LearnedVector> Learned(int headWidth) => [];

    /// <inheritdoc/>
    public virtual torch.Tensor HeadGates(IReadOnlyDictionary<string, torch.Tensor> learned) => throw new NotSupportedException($"{Name} learns no vectors.");

    /// <inheritdoc/>
    public virtual IAttentionVariant InLayer(int layer) => this;

    /// <summary>The weights.</summary>
    /// <param name="inputs">In float32 or float64, checked.</param>
    /// <param name="unseen">[..., Q, L], true where a query does not see a key.</param>
    /// <returns>a, [..., heads, Q, L], zeros where not seen.</returns>
    protected abstract torch.Tensor Weights(AttentionInputs inputs, torch.Tensor unseen);

    /// <summary>What becomes of the mixed values; as they are unless a variant says otherwise.</summary>
    /// <param name="inputs">In float32 or float64, checked.</param>
    /// <param name="mixed">Weights times values, [..., heads, Q, d_v].</param>
    /// <returns>[..., heads, Q, d_v].</returns>
    protected virtual torch.Tensor Finished(AttentionInputs inputs, torch.Tensor mixed) => mixed;

    /// <summary>q·k/sqrt d of every query and key, [..., heads, Q, L].</summary>
    /// <param name="queries">[..., heads, Q, d].</param>
    /// <param name="keys">[..., heads, L, d].</param>
    protected static torch.Tensor Logits(torch.Tensor queries, torch.Tensor keys)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(keys);
        return queries.matmul(keys.transpose(-1, -2)) / Constant.Of(Math.Sqrt(queries.shape[^1]));
    }

    /// <summary>The cosine of every query and key, [..., heads, Q, L]; 0 with a vector of zeros.</summary>
    /// <param name="queries">[..., heads, Q, d].</param>
    /// <param name="keys">[..., heads, L, d].</param>
    protected static torch.Tensor Cosines(torch.Tensor queries, torch.Tensor keys) => Unit(queries).matmul(Unit(keys).transpose(-1, -2));

    /// <summary>A normalizer over the keys that each query sees.</summary>
    /// <param name="normalizer">The normalizer.</param>
    /// <param name="logits">[..., heads, Q, L].</param>
    /// <param name="unseen">[..., Q, L].</param>
    protected static torch.Tensor Normalized(INormalizer normalizer, torch.Tensor logits, torch.Tensor unseen)
    {
        ArgumentNullException.ThrowIfNull(normalizer);
        ArgumentNullException.ThrowIfNull(logits);
        return normalizer.Weights(logits.masked_fill(unseen, Constant.Of(double.NegativeInfinity)));
    }

    // Divided by its largest entry first, so that no square overflows.
    private static torch.Tensor Unit(torch.Tensor vectors)
    {
        var largest = vectors.detach().abs().amax([-1], keepdim: true);
        var scaled = vectors / largest.masked_fill(largest == Constant.Zero, Constant.One);
        var square = scaled.square().sum(-1, keepdim: true);
        return scaled / square.masked_fill(square == Constant.Zero, Constant.One).sqrt();
    }

    private torch.Tensor Mixed(AttentionInputs wide, torch.Tensor weights) => Finished(wide, weights.to_type(wide.Values.dtype).matmul(wide.Values));

    private static AttentionInputs Wide(AttentionInputs inputs)
    {
        static torch.Tensor Type(torch.Tensor part) =>
            part.dtype is torch.ScalarType.Float16 or torch.ScalarType.BFloat16 ? part.to_type(torch.ScalarType.Float32) : part;
        return inputs with
        {
            Queries = Type(inputs.Queries),
            Keys = Type(inputs.Keys),
            Values = Type(inputs.Values),
            Gates = inputs.Gates is null ? null : Type(inputs.Gates),
        };
    }

    private static torch.Tensor Unseen(AttentionInputs inputs)
    {
        var unseen = torch.ones(inputs.QueryCount, inputs.Length, dtype: torch.ScalarType.Bool, device: inputs.Queries.device);
        unseen = inputs.Causal ? unseen.triu(1 + inputs.Length - inputs.QueryCount) : unseen.logical_not();
        return inputs.Masked is null ? unseen : unseen.logical_or(inputs.Masked);
    }
}
