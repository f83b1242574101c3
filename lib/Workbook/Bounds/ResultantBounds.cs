using System.Numerics.Tensors;
using Workbook.Selection;

namespace Workbook.Bounds;

/// <summary>Bounds of the resultant distance d_N = ||c − 2 s_N||.</summary>
// Theory section 2, "resultant distance".
public static class ResultantBounds
{
    /// <summary>|d_N − |1−2A_N| ||m||| ≤ Σ a_i ||x_i − m|| for any centre m: when the vectors cluster, the least distance sits where the mass splits in half.</summary>
    /// <param name="weights">a, [L], summing to 1.</param>
    /// <param name="vectors">x, [L, d].</param>
    /// <param name="centre">m, [d]; the zero vector gives d_N ≤ Σ a_i ||x_i|| ≤ R.</param>
    /// <returns>One interval for each N, [L + 1].</returns>
    public static Interval[] AroundCentre(ReadOnlySpan<double> weights, VectorSet vectors, ReadOnlySpan<double> centre)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        var spread = 0.0;
        for (var i = 0; i < weights.Length; i++)
            spread += weights[i] * OrderedSums.Distance(vectors[i], centre);
        var norm = OrderedSums.Norm(centre);
        return [.. SelectedMass.AllN(weights).Select(a => Around(Math.Abs(1 - 2 * a) * norm, spread))];
    }

    /// <summary>|d_N − ||c||| ≤ 2||s_N||: a selection that carries little leaves the output where it was.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="vectors">x, [L, d].</param>
    /// <returns>One interval for each N, [L + 1].</returns>
    public static Interval[] AroundOutput(ReadOnlySpan<double> weights, VectorSet vectors)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        var norm = OrderedSums.Norm<double>(ContextVector.Whole(weights, vectors));
        var intervals = new Interval[weights.Length + 1];
        var s = new double[vectors.Width];
        intervals[0] = Around(norm, 0);
        var order = TopOrder.Of(weights);
        for (var n = 0; n < order.Length; n++)
        {
            TensorPrimitives.MultiplyAdd(vectors[order[n]], weights[order[n]], s, s);
            intervals[n + 1] = Around(norm, 2 * OrderedSums.Norm<double>(s));
        }

        return intervals;
    }

    /// <summary>E d_N² at N = L/2 (L even) is at most R² C2/(L−1) when a_i ≤ C2/L.</summary>
    /// <param name="length">L, even, at least 2.</param>
    /// <param name="upperConstant">C2.</param>
    /// <param name="radius">R.</param>
    public static double RandomHalfCeiling(int length, double upperConstant, double radius)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        return radius * radius * upperConstant / (length - 1);
    }

    private static Interval Around(double centre, double slack) => new(Math.Max(0, centre - slack), centre + slack);
}
