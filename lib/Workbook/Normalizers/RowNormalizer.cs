using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>The common part of the normalizers: masks, rows that are masked whole, half precision and the lifetime of tensors.</summary>
/// <remarks>A subclass sees finite logits in float32 or float64; what it answers at masked tokens is replaced by zero.</remarks>
public abstract class RowNormalizer : INormalizer
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract NormalizerProperties Properties { get; }

    /// <inheritdoc/>
    public torch.Tensor Weights(torch.Tensor logits)
    {
        ArgumentNullException.ThrowIfNull(logits);
        using var scope = torch.NewDisposeScope();
        if (SparseKernel.Applies(logits) && Direct(logits) is { } direct)
            return direct.MoveToOuterDisposeScope();
        var rows = MaskedRows.Of(logits);
        return Weights(rows).masked_fill(rows.Masked, Constant.Zero).to_type(logits.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public torch.Tensor JacobianVectorProduct(torch.Tensor logits, torch.Tensor direction)
    {
        ArgumentNullException.ThrowIfNull(direction);
        using var scope = torch.NewDisposeScope();
        var rows = MaskedRows.Of(logits);
        var v = direction.to_type(rows.Logits.dtype).expand(logits.shape).masked_fill(rows.Masked, Constant.Zero);
        var a = Weights(rows).masked_fill(rows.Masked, Constant.Zero);
        return Derivative(rows, a, v).masked_fill(rows.Masked, Constant.Zero).to_type(logits.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public torch.Tensor JacobianNorm(torch.Tensor logits)
    {
        ArgumentNullException.ThrowIfNull(logits);
        using var scope = torch.NewDisposeScope();
        var wide = logits.detach().to_type(torch.ScalarType.Float64);
        return (Closed(wide) ?? JacobianNorms.ByIteration(this, wide)).to_type(logits.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>The weights.</summary>
    /// <param name="rows">Logits and mask.</param>
    /// <returns>a, [..., L]; finite, anything at masked tokens.</returns>
    protected abstract torch.Tensor Weights(MaskedRows rows);

    /// <summary>The derivative of the weights along v.</summary>
    /// <param name="rows">Logits and mask.</param>
    /// <param name="weights">a, [..., L], zero at masked tokens.</param>
    /// <param name="direction">v, [..., L], zero at masked tokens.</param>
    /// <returns>J v, [..., L]; finite, anything at masked tokens.</returns>
    protected abstract torch.Tensor Derivative(MaskedRows rows, torch.Tensor weights, torch.Tensor direction);

    /// <summary>||J||_2 of every row in closed form, or from a form that <see cref="JacobianNorms"/> knows; null when there is none.</summary>
    /// <param name="rows">Logits in float64 and mask.</param>
    /// <param name="weights">a, [..., L], zero at masked tokens.</param>
    /// <returns>[..., 1], or null for the Golub-Kahan steps.</returns>
    protected virtual torch.Tensor? Norm(MaskedRows rows, torch.Tensor weights) => null;

    /// <summary>The weights by a faster way, for logits in the processor's memory that need no gradient; null when there is none.</summary>
    /// <param name="logits">l, [..., L], unchecked.</param>
    private protected virtual torch.Tensor? Direct(torch.Tensor logits) => null;

    private torch.Tensor? Closed(torch.Tensor logits)
    {
        using var constant = torch.no_grad();
        var rows = MaskedRows.Of(logits);
        if (logits.numel() == 0)
            return torch.zeros([.. logits.shape.SkipLast(1)], dtype: logits.dtype, device: logits.device);
        var norm = Norm(rows, Weights(rows).masked_fill(rows.Masked, Constant.Zero));
        return norm?.masked_fill(rows.Masked.all(-1, keepdim: true), Constant.Zero).squeeze(-1);
    }
}
