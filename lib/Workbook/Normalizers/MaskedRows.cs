using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Rows of logits with their mask apart, so that no formula meets an infinity.</summary>
/// <param name="Logits">l, [..., L], float32 or float64, all finite: 0 where masked.</param>
/// <param name="Masked">[..., L], true where a token is masked.</param>
public sealed record MaskedRows(torch.Tensor Logits, torch.Tensor Masked)
{
    // Far below any logit, far above float32's end: a difference of two of them stays finite.
    private const double Lowest = -1e37;

    /// <summary>The number of tokens each row sees, [..., 1]; 1 for a row that is masked whole.</summary>
    public torch.Tensor Count => Masked.logical_not().to_type(Logits.dtype).sum(-1, keepdim: true).clamp_min(Constant.One);

    /// <summary>Takes logits apart; float16 and bfloat16 become float32.</summary>
    /// <param name="logits">l, [..., L]; −∞ masks a token.</param>
    /// <exception cref="ArgumentException">The logits are not floating point, or a row, named, holds NaN or +∞.</exception>
    public static MaskedRows Of(torch.Tensor logits)
    {
        LogitRows.Check(logits);
        var wide = logits.dtype is torch.ScalarType.Float16 or torch.ScalarType.BFloat16 ? logits.to_type(torch.ScalarType.Float32) : logits;
        var masked = wide.isneginf();
        return new MaskedRows(wide.masked_fill(masked, Constant.Zero), masked);
    }

    /// <summary>Values with a masked token far below every other.</summary>
    /// <param name="values">[..., L], finite.</param>
    public torch.Tensor Below(torch.Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.masked_fill(Masked, Constant.Of(Lowest));
    }

    /// <summary>Softmax of any values of the same shape under this mask.</summary>
    /// <param name="values">[..., L], finite.</param>
    /// <returns>[..., L]; 0 where masked, except in a row that is masked whole.</returns>
    public torch.Tensor Softmax(torch.Tensor values) => torch.nn.functional.softmax(Below(values), -1);

    /// <summary>The largest of the values that are not masked, [..., 1]; a constant to autograd.</summary>
    /// <param name="values">[..., L], finite.</param>
    public torch.Tensor Max(torch.Tensor values) => Below(values).detach().amax([-1], keepdim: true);

    /// <summary>(diag(a) − a aᵀ) v, the derivative of softmax along v.</summary>
    /// <param name="weights">a, [..., L].</param>
    /// <param name="direction">v, [..., L].</param>
    public static torch.Tensor SoftmaxProduct(torch.Tensor weights, torch.Tensor direction)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(direction);
        return weights * (direction - (weights * direction).sum(-1, keepdim: true));
    }
}
