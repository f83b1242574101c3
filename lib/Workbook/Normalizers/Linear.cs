using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Linear: a_i = φ(l_i)/Σ_j φ(l_j), φ(l) = elu(l) + 1, a positive feature of the logit, divided by its sum.</summary>
/// <remarks>Linear attention proper, φ(q)·φ(k), is not a function of the logit; this is its shape on a row.</remarks>
// Katharopoulos et al. 2020, arXiv 2006.16236, the feature only; the paper's family with F = φ
public sealed class Linear : RowNormalizer
{
    /// <inheritdoc/>
    public override string Name => "linear";

    /// <inheritdoc/>
    public override NormalizerProperties Properties => new()
    {
        ShiftInvariant = false,
        JacobianBound = _ => 0.5,
        SteepestRow = (length, _) => SteepestRows.Tie(length),
        Reference = "Katharopoulos et al. 2020",
        ArXiv = "2006.16236",
    };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(MaskedRows rows)
    {
        // Softmax of ln φ, so that a row of very negative logits keeps its digits.
        return rows.Softmax(rows.Logits.relu().log1p() + rows.Logits.clamp_max(Constant.Zero));
    }

    /// <inheritdoc/>
    protected override torch.Tensor Derivative(MaskedRows rows, torch.Tensor weights, torch.Tensor direction) =>
        MaskedRows.SoftmaxProduct(weights, direction / (rows.Logits.relu() + Constant.One));
}
