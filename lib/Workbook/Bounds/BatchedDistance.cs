using TorchSharp;
using Workbook.Normalizers;
using Workbook.Selection;
using static TorchSharp.torch;

namespace Workbook.Bounds;

/// <summary>D_N, d_N, their bounds and every closed reading of the expectation for every N, for every row of a batch at once, on the tensors' own device: each curve is [..., L + 1], NaN past a row's length.</summary>
/// <param name="Cumulative">D_N.</param>
/// <param name="Resultant">d_N.</param>
/// <param name="Published">Theorem 1 (i) as published; at N = 0, where it is not defined, Σ||y_i||.</param>
/// <param name="Sharp">The sharper form; at N = 0 Σ||y_i||.</param>
/// <param name="MainSum">E_P, the main sum.</param>
/// <param name="PlugIn">The plug-in reading.</param>
/// <param name="Upper">The closed upper bound of E D_N.</param>
// The batched form of HeadDistanceCurves and DistanceBounds.AllN. Distances are taken between vectors, not from a Gram matrix: float32 keeps its digits.
public sealed record BatchedDistance(Tensor Cumulative, Tensor Resultant, Tensor Published, Tensor Sharp, Tensor MainSum, Tensor PlugIn, Tensor Upper) : IDisposable
{
    /// <summary>Measures rows; memory for about ten arrays of [rows, L + 1, L] is needed.</summary>
    /// <param name="weights">a, [..., L], rows that sum to 1.</param>
    /// <param name="vectors">x, [..., L, d], for all rows of the weights' last leading dimension.</param>
    /// <param name="lengths">Tokens of each row, which broadcast to [...], such as 1 … L for causal rows; null when each has L.</param>
    public static BatchedDistance Of(Tensor weights, Tensor vectors, Tensor? lengths = null)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        using var scope = NewDisposeScope();
        var rows = RankedRows.Of(weights, lengths);
        var (a, x, n) = (rows.Weights, rows.Vectors(vectors), rows.Sizes());
        var y = a.unsqueeze(-1) * x;
        var (s, mass, tail) = (RankedRows.Running(y, -2), RankedRows.Running(a, -1), RankedRows.Remaining(a, -1));
        var real = rows.Real.unsqueeze(-2).to_type(a.dtype);
        var outside = rows.Outside(n).to_type(a.dtype);
        var left = (rows.Lengths - n).clamp_min(Constant.Zero);
        var kept = left / rows.Lengths;
        var first = n.eq(Constant.Zero);

        var gap = Gaps(s, y);
        var own = (BatchedSelection.Length(y).unsqueeze(-2) * outside).sum(-1);
        var factor = left * mass - tail;
        var far = (Reach(x) * outside).amax(-1);
        var longest = (BatchedSelection.Length(x) * rows.Real.to_type(a.dtype)).cummax(-1).values;
        longest = cat([zeros_like(longest.narrow(-1, 0, 1)), longest], -1);
        var h = s / mass.unsqueeze(-1);
        var sharp = (Gaps(h, x) * outside * a.unsqueeze(-2)).sum(-1) + factor * BatchedSelection.Length(h);
        var (main, upper) = Expected(rows, y, s.narrow(-2, rows.Width, 1), n, real);

        Tensor Done(Tensor curve) => rows.OfRow(curve, n).MoveToOuterDisposeScope();
        return new(
            Done((gap * outside).sum(-1)), Done(BatchedSelection.Length(s.narrow(-2, rows.Width, 1) - s * Constant.Of(2))),
            Done(where(first, own, tail * far + factor * longest).masked_fill(left.eq(Constant.Zero), Constant.Zero)),
            Done(where(mass.eq(Constant.Zero), own, sharp).masked_fill(left.eq(Constant.Zero), Constant.Zero)),
            Done(kept * main), Done(kept * (gap * real).sum(-1)), Done(kept * upper));
    }

    /// <summary>D_N of selections that take the tokens in any other order, such as a random one.</summary>
    /// <param name="weights">a, [..., L].</param>
    /// <param name="vectors">x, [..., L, d].</param>
    /// <param name="order">The token at each rank, [..., L], int64: a permutation of a row's own tokens, then any.</param>
    /// <param name="lengths">Tokens of each row; null when each has L.</param>
    /// <returns>D, [..., L + 1]. The caller disposes it.</returns>
    public static Tensor CumulativeInOrder(Tensor weights, Tensor vectors, Tensor order, Tensor? lengths = null)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(vectors);
        using var scope = NewDisposeScope();
        var rows = RankedRows.Of(weights, lengths);
        var n = rows.Sizes();
        var y = weights.gather(-1, order).masked_fill(rows.Real.logical_not(), Constant.Zero).unsqueeze(-1) * RankedRows.InOrder(vectors, order);
        var curve = (Gaps(RankedRows.Running(y, -2), y) * rows.Outside(n).to_type(weights.dtype)).sum(-1);
        return rows.OfRow(curve, n).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var curve in new[] { Cumulative, Resultant, Published, Sharp, MainSum, PlugIn, Upper })
            curve.Dispose();
    }

    private static Tensor Gaps(Tensor u, Tensor v) => cdist(u, v, compute_mode: compute_mode.donot_use_mm_for_euclid_dist);

    // The greatest distance of each token from the first N, [..., L + 1, L].
    private static Tensor Reach(Tensor x)
    {
        var farthest = Gaps(x, x).cummax(-2).values;
        return cat([zeros_like(farthest.narrow(-2, 0, 1)), farthest], -2);
    }

    // μ_i = r(c − y_i) − y_i = (1 + r)(r/(1 + r) c − y_i), r = N/(L−1): a distance from a point on the line to c.
    private static (Tensor Main, Tensor Upper) Expected(RankedRows rows, Tensor y, Tensor c, Tensor n, Tensor real)
    {
        var others = rows.Lengths - Constant.One;
        var share = (n / others.clamp_min(Constant.One)).unsqueeze(-1);
        var mu = (share + Constant.One) * Gaps(share / (share + Constant.One) * c, y);
        var (square, rest) = (y.square().sum(-1), BatchedSelection.Length(c - y).square());
        var spread = (square.sum(-1, keepdim: true) - square - rest / others.clamp_min(Constant.One)).clamp_min(Constant.Zero)
            / (others * (others - Constant.One)).clamp_min(Constant.One);
        var times = n * (others - n).clamp_min(Constant.Zero);
        return ((mu * real).sum(-1), ((mu.square() + times.unsqueeze(-1) * spread.unsqueeze(-2)).sqrt() * real).sum(-1));
    }
}
