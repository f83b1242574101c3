using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Softmax times its own logit: a_i = l_i s_i, s = softmax(l); the first form of self-adjusted softmax, which may be negative.</summary>
// Zheng et al. 2025, arXiv 2502.18277; the default of its official code is SelfAdjustedSoftmax
public sealed class SelfScaledSoftmax : RowNormalizer
{
    /// <inheritdoc/>
    public override string Name => "self-scaled softmax";

    /// <inheritdoc/>
    public override NormalizerProperties Properties => new()
    {
        SumsToOne = false,
        Nonnegative = false,
        ShiftInvariant = false,
        JacobianBound = _ => double.PositiveInfinity,

        // Two tokens at c share all the mass: along their difference J is (1 + c)/2.
        SteepestRow = (length, least) => SteepestRows.Levels(length, 2, 2 * least, 2 * least - SteepestRows.Far),
        Reference = "Zheng et al. 2025",
        ArXiv = "2502.18277",
    };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(MaskedRows rows) => rows.Logits * rows.Softmax(rows.Logits);

    /// <inheritdoc/>
    protected override torch.Tensor Derivative(MaskedRows rows, torch.Tensor weights, torch.Tensor direction)
    {
        var s = rows.Softmax(rows.Logits).masked_fill(rows.Masked, Constant.Zero);
        return s * direction + rows.Logits * MaskedRows.SoftmaxProduct(s, direction);
    }
}
