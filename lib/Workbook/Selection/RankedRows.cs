using Workbook.Normalizers;
using static TorchSharp.torch;

namespace Workbook.Selection;

/// <summary>Rows of weights as a top-N selection takes their tokens, batched: what the batched measures share. Lives in the caller's scope.</summary>
internal sealed class RankedRows
{
    private RankedRows(Tensor order, Tensor weights, Tensor real, Tensor lengths) =>
        (Order, Weights, Real, Lengths) = (order, weights, real, lengths);

    /// <summary>The token at each rank, [..., L], int64: greatest weight first, equal weights by lower index.</summary>
    public Tensor Order { get; }

    /// <summary>a in that order, [..., L]; 0 at the ranks past the row's length.</summary>
    public Tensor Weights { get; }

    /// <summary>Which ranks the row has, [..., L], bool.</summary>
    public Tensor Real { get; }

    /// <summary>How many tokens the row has, [..., 1], dtype of the weights.</summary>
    public Tensor Lengths { get; }

    /// <summary>L, entries of a row.</summary>
    public long Width => Weights.shape[^1];

    /// <summary>Ranks rows.</summary>
    /// <param name="weights">a, [..., L].</param>
    /// <param name="lengths">Tokens of each row, which broadcast to [...], such as 1 … L for causal rows; null when each has L.</param>
    /// <exception cref="ArgumentException">A weight is NaN, or the tensor is no rows of floating-point numbers.</exception>
    public static RankedRows Of(Tensor weights, Tensor? lengths)
    {
        LogitRows.CheckType(weights, nameof(weights));
        if (weights.isnan().any().item<bool>())
            throw new ArgumentException("A weight is NaN.", nameof(weights));
        var width = weights.shape[^1];
        var position = arange(width, dtype: ScalarType.Int64, device: weights.device);
        var count = (lengths is null ? full(1, width, dtype: ScalarType.Int64, device: weights.device) : lengths.to(weights.device).unsqueeze(-1)).expand([.. weights.shape[..^1], 1]);
        var real = position.lt(count);
        // The sort is stable, and what the row has not comes last.
        var (sorted, order) = weights.masked_fill(real.logical_not(), Constant.Of(double.NegativeInfinity)).sort(-1, descending: true, stable: true);
        return new(order, sorted.masked_fill(real.logical_not(), Constant.Zero), real, count.to_type(weights.dtype));
    }

    /// <summary>The vectors in each row's order, [..., L, d].</summary>
    /// <param name="vectors">x, [L, d], or with the leading dimensions of the weights but their last, [..., L, d].</param>
    public Tensor Vectors(Tensor vectors) => InOrder(vectors, Order);

    /// <summary>The vectors in any order of the tokens, [..., L, d].</summary>
    public static Tensor InOrder(Tensor vectors, Tensor order)
    {
        var (rows, width) = (order.shape, vectors.shape[^1]);
        var each = order.dim() > 1 ? vectors.unsqueeze(-3) : vectors;
        return each.expand([.. rows, width]).gather(-2, order.unsqueeze(-1).expand([.. rows, width]));
    }

    /// <summary>Sums of the first N along the ranks, N = 0 … L: [..., L, ...] gives [..., L + 1, ...].</summary>
    public static Tensor Running(Tensor values, long dim) => cat([zeros_like(values.narrow(dim, 0, 1)), values.cumsum(dim)], dim);

    /// <summary>Sums of all but the first N, from the last so that small tails keep their digits.</summary>
    public static Tensor Remaining(Tensor values, long dim) => Running(values.flip(dim), dim).flip(dim);

    /// <summary>N = 0 … L, [L + 1], dtype of the weights.</summary>
    public Tensor Sizes() => arange(Width + 1, dtype: Weights.dtype, device: Weights.device);

    /// <summary>Which ranks a selection of the first N leaves out, [..., sizes, L].</summary>
    /// <param name="sizes">N, [sizes].</param>
    public Tensor Outside(Tensor sizes) => arange(Width, dtype: sizes.dtype, device: sizes.device).ge(sizes.unsqueeze(-1)).logical_and(Real.unsqueeze(-2));

    /// <summary>A curve over N with NaN where N exceeds the row's length.</summary>
    public Tensor OfRow(Tensor curve, Tensor sizes) => curve.masked_fill(sizes.gt(Lengths), Constant.Of(double.NaN));
}
