using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Softmax with temperature: a_i = exp(l_i/T) / Σ_j exp(l_j/T).</summary>
/// <remarks>Differentiable; gradients at masked tokens and in rows that are masked whole are zero.</remarks>
// The paper's family with F = exp(l/T); theory section 0.
public sealed class Softmax : INormalizer
{
    /// <summary>Makes a softmax.</summary>
    /// <param name="temperature">T, positive and finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">T is not positive and finite.</exception>
    public Softmax(double temperature = 1)
    {
        Temperature = StableSoftmax.CheckedTemperature(temperature);
    }

    /// <summary>T.</summary>
    public double Temperature { get; }

    /// <inheritdoc/>
    public string Name => "softmax";

    /// <inheritdoc/>
    public NormalizerProperties Properties => new()
    {
        JacobianBound = _ => 1 / (2 * Temperature),
        SteepestRow = (length, _) => SteepestRows.Tie(length, 1 / Temperature),
        Reference = "Vaswani et al. 2017",
        ArXiv = "1706.03762",
    };

    /// <inheritdoc/>
    public torch.Tensor Weights(torch.Tensor logits)
    {
        LogitRows.CheckType(logits);
        using var scope = torch.NewDisposeScope();
        var wide = IsNarrow(logits.dtype) ? logits.to_type(torch.ScalarType.Float32) : logits;

        // The maximum is taken off before the division: at l = 1e4 and T = 1e-3 the quotient alone would lose every digit that matters.
        var max = LogitRows.Max(wide);
        var masked = max.isneginf();
        var anyMaskedWhole = masked.any().item<bool>();
        if (anyMaskedWhole)
        {
            max = max.masked_fill(masked, Constant.Zero);
            wide = wide.masked_fill(masked, Constant.Zero);
        }

        var shifted = Temperature == 1 ? wide : (wide - max) / Constant.Of(Temperature);
        var weights = torch.nn.functional.softmax(shifted, -1);
        if (anyMaskedWhole)
            weights = weights.masked_fill(masked, Constant.Zero);
        return weights.to_type(logits.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public torch.Tensor JacobianVectorProduct(torch.Tensor logits, torch.Tensor direction)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(direction);
        using var scope = torch.NewDisposeScope();
        var wide = IsNarrow(logits.dtype) ? logits.to_type(torch.ScalarType.Float32) : logits;
        var v = direction.to_type(wide.dtype).expand(wide.shape).masked_fill(wide.isneginf(), Constant.Zero);
        return (MaskedRows.SoftmaxProduct(Weights(wide), v) / Constant.Of(Temperature)).to_type(logits.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public torch.Tensor JacobianNorm(torch.Tensor logits)
    {
        ArgumentNullException.ThrowIfNull(logits);
        using var scope = torch.NewDisposeScope();
        using var constant = torch.no_grad();
        var norm = JacobianNorms.RankOne(Weights(logits.detach().to_type(torch.ScalarType.Float64))) / Constant.Of(Temperature);
        return norm.squeeze(-1).to_type(logits.dtype).MoveToOuterDisposeScope();
    }

    private static bool IsNarrow(torch.ScalarType type) => type is torch.ScalarType.Float16 or torch.ScalarType.BFloat16;
}
