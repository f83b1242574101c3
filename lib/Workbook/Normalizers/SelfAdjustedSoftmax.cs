using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Self-adjusted softmax: a_i = s_i (l_i − lo)/(hi − lo), s = softmax(l), lo = min(min l, 0), hi = max(max l, 0).</summary>
/// <remarks>A smallest logit that is not positive gets weight 0, and so does a row of zeros.</remarks>
// Zheng et al. 2025, arXiv 2502.18277, the default of its official code, 1e-10 under the fraction
public sealed class SelfAdjustedSoftmax : RowNormalizer
{
    // The code's own, under the fraction. Only it bounds J: as all logits shrink to 0, a_i = (l_i − lo)/(L (hi − lo + guard)) moves
    // by 1/(L guard) with its own logit and, in all tokens but one, by as much the other way with the lowest: 1/(guard sqrt L) (num.).
    private const double Guard = 1e-10;

    /// <inheritdoc/>
    public override string Name => "self-adjusted softmax";

    /// <inheritdoc/>
    public override NormalizerProperties Properties => new()
    {
        SumsToOne = false,
        ExactZeros = true,
        ShiftInvariant = false,
        JacobianBound = length => 1 / (Guard * Math.Sqrt(length)),
        SteepestRow = (length, _) => [.. Enumerable.Range(0, length).Select(i => Guard * (i == 0 ? -1e-3 : 1e-4 * (1 - 1e-3 * i / length)))],
        Reference = "Zheng et al. 2025",
        ArXiv = "2502.18277",
    };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(MaskedRows rows)
    {
        var (low, range) = Span(rows);
        return rows.Softmax(rows.Logits) * ((rows.Logits - low) / range);
    }

    /// <inheritdoc/>
    protected override torch.Tensor Derivative(MaskedRows rows, torch.Tensor weights, torch.Tensor direction)
    {
        var (low, range) = Span(rows);
        var s = rows.Softmax(rows.Logits);
        var lowMove = EndMove(rows, low, direction);
        var rangeMove = EndMove(rows, rows.Logits.amax([-1], keepdim: true).clamp_min(Constant.Zero), direction) - lowMove;
        var fraction = (rows.Logits - low) / range;
        return MaskedRows.SoftmaxProduct(s, direction) * fraction + s * (direction - lowMove - fraction * rangeMove) / range;
    }

    private static (torch.Tensor Low, torch.Tensor Range) Span(MaskedRows rows)
    {
        // Masked logits are 0, which both ends include anyway.
        var (low, high) = (rows.Logits.amin([-1], keepdim: true), rows.Logits.amax([-1], keepdim: true));

        // Not a clamp: where an end is 0 it stays the fixed one, to autograd too.
        (low, high) = (low * (low < Constant.Zero).to_type(low.dtype), high * (high > Constant.Zero).to_type(high.dtype));
        return (low, high - low + Constant.Of(Guard));
    }

    // The mean move of the tokens that stand at an end; none when that end is the fixed 0.
    private static torch.Tensor EndMove(MaskedRows rows, torch.Tensor end, torch.Tensor direction)
    {
        var at = (rows.Logits == end).logical_and(end != Constant.Zero).to_type(direction.dtype);
        return (at * direction).sum(-1, keepdim: true) / at.sum(-1, keepdim: true).clamp_min(Constant.One);
    }
}
