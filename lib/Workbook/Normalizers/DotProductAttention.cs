using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Scaled dot-product attention with any normalizer: a = f(q·k/sqrt d).</summary>
// Vaswani et al. 2017, arXiv 1706.03762
public sealed class DotProductAttention : AttentionVariant
{
    /// <summary>Makes the variant.</summary>
    /// <param name="normalizer">f; softmax if none is given.</param>
    public DotProductAttention(INormalizer? normalizer = null)
    {
        Normalizer = normalizer ?? new Softmax();
    }

    /// <summary>f.</summary>
    public INormalizer Normalizer { get; }

    /// <inheritdoc/>
    public override string Name => Normalizer is Softmax ? "dot-product" : $"dot-product, {Normalizer.Name}";

    /// <inheritdoc/>
    public override AttentionProperties Properties => new()
    {
        RowSum = Normalizer.Properties.SumsToOne ? (1, 1) : (double.NegativeInfinity, double.PositiveInfinity),
        Nonnegative = Normalizer.Properties.Nonnegative,
        ExactZeros = Normalizer.Properties.ExactZeros,
        KeyShiftInvariant = Normalizer.Properties.ShiftInvariant,
        PermutationEquivariant = Normalizer.Properties.PermutationEquivariant,
        DependsOnLength = Normalizer.Properties.DependsOnLength,
        JacobianBound = Normalizer.Properties.JacobianBound,
        Reference = Normalizer is Softmax ? "Vaswani et al. 2017" : Normalizer.Properties.Reference,
        ArXiv = Normalizer.Properties.ArXiv,
    };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(AttentionInputs inputs, torch.Tensor unseen)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return Normalized(Normalizer, Logits(inputs.Queries, inputs.Keys), unseen);
    }
}
