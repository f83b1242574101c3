using Workbook.Normalizers;
using Workbook.Selection;
using static TorchSharp.torch;

namespace Workbook.Bounds;

/// <summary>Entropy, Jacobian norms and gap counting of every row of a batch at once, on the tensors' own device. Masked tokens of a row have weight 0 or logit −∞.</summary>
// The batched form of EntropyBounds, SoftmaxJacobian, OutputJacobian and GapCounting.
public static class BatchedRows
{
    // Halvings of an interval inside (0, 1) until float64 has no number between its ends, also where both are tiny.
    private const int Steps = 80;

    /// <summary>H(a) in nats, from <see cref="EntropyBounds.Entropy"/>; e to it is the effective tokens.</summary>
    /// <param name="weights">a, [..., L].</param>
    /// <returns>[...].</returns>
    public static Tensor Entropy(Tensor weights)
    {
        LogitRows.CheckType(weights, nameof(weights));
        using var scope = NewDisposeScope();
        return xlogy(weights, weights).sum(-1).neg().MoveToOuterDisposeScope();
    }

    /// <summary>T||J||_2 of softmax's Jacobian, from <see cref="SoftmaxJacobian.SpectralNorm"/>.</summary>
    /// <param name="weights">a, [..., L], L ≥ 2, rows that sum to 1.</param>
    /// <returns>[...].</returns>
    public static Tensor JacobianSpectralNorm(Tensor weights)
    {
        using var scope = NewDisposeScope();
        var top = Top.Of(weights);
        var spread = top.LargestSpread;
        var low = top.Second.maximum(spread);
        var high = top.First.minimum(spread * Constant.Of(2)).maximum(low);
        for (var step = 0; step < Steps; step++)
        {
            using var inner = NewDisposeScope();
            var middle = low + (high - low) / Constant.Of(2);
            var below = (top.First / (top.First - middle) - (top.Others / (middle - top.Others)).sum(-1, keepdim: true)).lt(Constant.Zero);
            (low, high) = (where(below, middle, low).MoveToOuterDisposeScope(), where(below, high, middle).MoveToOuterDisposeScope());
        }

        var root = where(top.First.eq(top.Second), top.First, (low + high) / Constant.Of(2));
        return root.masked_fill(top.Rest.eq(Constant.Zero), Constant.Zero).squeeze(-1).MoveToOuterDisposeScope();
    }

    /// <summary>T||J||_F of softmax's Jacobian, from <see cref="SoftmaxJacobian.FrobeniusNorm"/>.</summary>
    /// <inheritdoc cref="JacobianSpectralNorm"/>
    public static Tensor JacobianFrobeniusNorm(Tensor weights)
    {
        using var scope = NewDisposeScope();
        var top = Top.Of(weights);
        // In units of the largest entry, so that squares of tiny weights do not underflow.
        var largest = top.LargestSpread;
        var unit = largest.masked_fill(largest.eq(Constant.Zero), Constant.One);
        var (own, others) = (top.First * top.Rest / unit, top.Others / unit);
        var square = (top.Others * others).sum(-1, keepdim: true);
        var sum = own.square() + (others * (ones_like(others) - top.Others)).square().sum(-1, keepdim: true)
            + (top.First * others).square().sum(-1, keepdim: true) * Constant.Of(2)
            + (square.square() - (top.Others * others).square().sum(-1, keepdim: true)).clamp_min(Constant.Zero);
        return (largest * sum.sqrt()).squeeze(-1).MoveToOuterDisposeScope();
    }

    /// <summary>T times the largest entry of softmax's Jacobian, from <see cref="SoftmaxJacobian.LargestEntry"/>; twice it is T||J||_inf.</summary>
    /// <inheritdoc cref="JacobianSpectralNorm"/>
    public static Tensor JacobianLargestEntry(Tensor weights)
    {
        using var scope = NewDisposeScope();
        return Top.Of(weights).LargestSpread.squeeze(-1).MoveToOuterDisposeScope();
    }

    /// <summary>T||∂c/∂l||_2 of the rows' outputs, from <see cref="OutputJacobian.SpectralNorm"/>, by the d by d matrix Σ a_i² (v_i − c)(v_i − c)ᵀ.</summary>
    /// <param name="weights">a, [..., L], rows that sum to 1.</param>
    /// <param name="vectors">v, [..., L, d], for all rows of the weights' last leading dimension.</param>
    /// <returns>[...]. Memory for the vectors of all rows, [rows, L, d], is needed.</returns>
    public static Tensor OutputSpectralNorm(Tensor weights, Tensor vectors)
    {
        LogitRows.CheckType(weights, nameof(weights));
        ArgumentNullException.ThrowIfNull(vectors);
        using var scope = NewDisposeScope();
        var rows = (weights.dim() > 1 ? vectors.unsqueeze(-3) : vectors) - weights.unsqueeze(-2).matmul(weights.dim() > 1 ? vectors.unsqueeze(-3) : vectors);
        rows = rows * weights.unsqueeze(-1);
        return linalg.eigvalsh(rows.mT.matmul(rows)).select(-1, -1).clamp_min(Constant.Zero).sqrt().MoveToOuterDisposeScope();
    }

    /// <summary>Λ, the gap that attains it and how many tokens lie within it, from <see cref="GapCounting.Of"/>.</summary>
    /// <param name="logits">l, [..., L], −∞ where masked, at least one finite in each row.</param>
    /// <returns>[...] each; the count is int64. The caller disposes them.</returns>
    public static (Tensor CriticalInverse, Tensor ContactGap, Tensor ContactCount) Gaps(Tensor logits)
    {
        LogitRows.Check(logits);
        using var scope = NewDisposeScope();
        var sorted = logits.sort(-1, descending: true).Values;
        var gap = sorted.narrow(-1, 0, 1) - sorted;
        var count = ones_like(sorted).cumsum(-1);
        var next = cat([sorted.narrow(-1, 1, sorted.shape[^1] - 1), full_like(sorted.narrow(-1, 0, 1), Constant.Of(double.NegativeInfinity))], -1);
        // Within a tie only its last token has the full count; the first alone has no gap at all.
        var counts = sorted.ne(next).logical_and(sorted.isneginf().logical_not()).logical_and(count.gt(Constant.One));
        var rate = where(counts, count.log() / gap, zeros_like(gap).masked_fill(count.gt(Constant.One), Constant.Of(-1)));
        var most = rate.amax([-1], keepdim: true);
        // Of several that attain it, the last.
        var at = (rate.eq(most).to_type(gap.dtype) * count).argmax(-1, keepdim: true);
        return (most.squeeze(-1).MoveToOuterDisposeScope(), gap.gather(-1, at).squeeze(-1).MoveToOuterDisposeScope(), count.gather(-1, at).squeeze(-1).to_type(ScalarType.Int64).MoveToOuterDisposeScope());
    }

    /// <summary>The two largest weights of each row, [..., 1], the mass beside the largest, and all weights with the largest set to 0, [..., L].</summary>
    private sealed record Top(Tensor First, Tensor Second, Tensor Rest, Tensor Others)
    {
        /// <summary>max a(1 − a); for the largest, 1 − a is summed from the others.</summary>
        public Tensor LargestSpread => (First * Rest).maximum((Others * (ones_like(Others) - Others)).amax([-1], keepdim: true));

        public static Top Of(Tensor weights)
        {
            LogitRows.CheckType(weights, nameof(weights));
            var at = weights.argmax(-1, keepdim: true);
            var others = weights.scatter(-1, at, zeros_like(at).to_type(weights.dtype));
            return new(weights.gather(-1, at), others.amax([-1], keepdim: true), others.sum(-1, keepdim: true), others);
        }
    }
}
