using TorchSharp;
using Workbook.Normalizers;
using static TorchSharp.torch;

namespace Workbook.Selection;

/// <summary>Geometric separability at chosen sizes, for every row of a batch at once, on the tensors' own device: each measure is [..., sizes], as in <see cref="SeparabilityCurves"/>.</summary>
/// <param name="FixedRadius">N_s/N at the fixed radius.</param>
/// <param name="NearestRadius">N_s/N at r_min.</param>
/// <param name="MedianRadius">N_s/N at r_med.</param>
/// <param name="Auc">The share of pairs in which the selected token is nearer, ties counting a half.</param>
/// <param name="Nearest">r_min.</param>
/// <param name="Median">r_med.</param>
// The batched form of Separability; theory section 3.
public sealed record BatchedSeparability(Tensor FixedRadius, Tensor NearestRadius, Tensor MedianRadius, Tensor Auc, Tensor Nearest, Tensor Median)
{
    /// <summary>Measures rows; memory for some arrays of [rows, sizes, L] is needed. The caller disposes the six tensors.</summary>
    /// <param name="weights">a, [..., L].</param>
    /// <param name="vectors">x, [..., L, d], for all rows of the weights' last leading dimension.</param>
    /// <param name="sizes">The sizes N, ascending, 0 … L.</param>
    /// <param name="radius">r ≥ 0 of each row, which broadcasts to [...].</param>
    /// <param name="lengths">Tokens of each row; null when each has L.</param>
    public static BatchedSeparability At(Tensor weights, Tensor vectors, IReadOnlyList<int> sizes, Tensor radius, Tensor? lengths = null)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(radius);
        using var scope = NewDisposeScope();
        var rows = RankedRows.Of(weights, lengths);
        Separability.CheckSizes(sizes, (int)rows.Width);
        var y = rows.Weights.unsqueeze(-1) * rows.Vectors(vectors);
        var n = tensor([.. sizes.Select(size => (long)size)], dtype: ScalarType.Int64, device: weights.device);
        var s = RankedRows.Running(y, -2).index_select(-2, n);
        n = n.to_type(weights.dtype);
        var gap = cdist(s, y, compute_mode: compute_mode.donot_use_mm_for_euclid_dist);
        var outside = rows.Outside(n);
        var inside = rows.Real.unsqueeze(-2).logical_and(outside.logical_not());
        var left = (rows.Lengths - n).clamp_min(Constant.Zero);
        var infinite = Constant.Of(double.PositiveInfinity);

        var unselected = gap.masked_fill(outside.logical_not(), infinite).sort(-1).Values;
        var nearest = unselected.select(-1, 0);
        var last = Constant.Of(rows.Width - 1);
        Tensor Ranked(Tensor rank) => unselected.gather(-1, rank.clamp(Constant.Zero, last).to_type(ScalarType.Int64).unsqueeze(-1)).squeeze(-1);
        var half = left / Constant.Of(2);
        var median = (Ranked((half - Constant.Of(0.5)).floor()) + Ranked(half.floor())) / Constant.Of(2);

        var selected = gap.masked_fill(inside.logical_not(), infinite).sort(-1).Values;
        var nearer = searchsorted(selected, gap, right: false) + searchsorted(selected, gap, right: true);
        var auc = nearer.masked_fill(outside.logical_not(), Constant.Zero).sum(-1).to_type(weights.dtype) / (n * left * Constant.Of(2));

        Tensor Share(Tensor within) => within.logical_and(inside).sum(-1).to_type(weights.dtype) / n;
        Tensor Done(Tensor curve) => rows.OfRow(curve, n).masked_fill(n.eq(Constant.Zero), Constant.Of(double.NaN)).MoveToOuterDisposeScope();
        return new(
            Done(Share(gap.le(radius.to(weights.device).to_type(weights.dtype).unsqueeze(-1).unsqueeze(-1)))),
            Done(Share(gap.lt(nearest.unsqueeze(-1)))), Done(Share(gap.le(median.unsqueeze(-1)))), Done(auc), Done(nearest), Done(median));
    }
}
