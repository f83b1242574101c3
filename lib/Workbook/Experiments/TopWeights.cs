using TorchSharp;
using Workbook.Normalizers;
using static TorchSharp.torch;

namespace Workbook.Experiments;

/// <summary>The attention weights of a head that keeps only its N largest: the rest is deleted, or the kept ones are scaled up as well.</summary>
// Theory section 2, "keeping only the top N"; ties: lower index first, as in TopOrder.
internal static class TopWeights
{
    /// <summary>The rank of every weight in its row, 0 for the largest.</summary>
    /// <param name="weights">[..., L, L].</param>
    /// <returns>Int32, the same shape.</returns>
    public static Tensor Ranks(Tensor weights)
    {
        using var scope = NewDisposeScope();
        var order = weights.sort(-1, descending: true, stable: true).Indices;
        var numbers = arange(weights.shape[^1], dtype: ScalarType.Int32, device: weights.device).expand(weights.shape);
        return zeros(weights.shape, ScalarType.Int32, weights.device).scatter_(-1, order, numbers).MoveToOuterDisposeScope();
    }

    /// <summary>The kept weights.</summary>
    /// <param name="weights">[..., L, L].</param>
    /// <param name="ranks">From <see cref="Ranks"/>.</param>
    /// <param name="size">N.</param>
    /// <param name="renormalized">Whether the kept weights are scaled up to the mass of the whole row.</param>
    public static Tensor Of(Tensor weights, Tensor ranks, int size, bool renormalized)
    {
        using var scope = NewDisposeScope();
        var kept = weights.masked_fill(ranks.ge(Constant.Of(size)), Constant.Zero);
        return (renormalized ? kept * (weights.sum(-1, keepdim: true) / kept.sum(-1, keepdim: true)) : kept).MoveToOuterDisposeScope();
    }
}
