using System.Numerics.Tensors;

namespace Workbook.Selection;

/// <summary>What is lost when a head keeps only its top N tokens.</summary>
/// <param name="LeftOut">τ = 1 − A_N, also the total variation between the renormalized and the whole weights.</param>
/// <param name="Deleting">e_del = ||c − s_N||: the rest is deleted.</param>
/// <param name="Renormalizing">e_ren = ||c − s_N/A_N||: the rest is deleted and the kept weights are scaled up to sum to 1.</param>
// Theory section 2, "keeping only the top N".
public sealed record TruncationError(double LeftOut, double Deleting, double Renormalizing)
{
    /// <summary>TV between the renormalized and the whole weights, 1 − exp(−KL) = τ.</summary>
    public double TotalVariation => LeftOut;

    /// <summary>The errors at one N.</summary>
    /// <param name="weights">a, [L], summing to 1.</param>
    /// <param name="vectors">x, [L, d].</param>
    /// <param name="n">N, 1 … L (at 0 nothing is left to renormalize).</param>
    public static TruncationError TopN(ReadOnlySpan<double> weights, VectorSet vectors, int n)
    {
        Arguments.Check(weights, vectors, n);
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        var order = TopOrder.Of(weights);
        var kept = 0.0;
        foreach (var i in order.AsSpan(0, n))
            kept += weights[i];
        if (kept <= 0)
            throw new ArgumentException($"The top {n} weights are all 0: there is nothing to renormalize.", nameof(weights));

        // From the tail, not as c − s: the difference of two long vectors would lose the digits of a short one.
        var rest = ContextVector.OfSubset(weights, vectors, order.AsSpan(n));
        var left = 0.0;
        for (var i = order.Length - 1; i >= n; i--)
            left += weights[order[i]];
        var head = ContextVector.OfSubset(weights, vectors, order.AsSpan(0, n));
        var error = new double[rest.Length];
        TensorPrimitives.MultiplyAdd(head, -left / kept, rest, error);
        return new TruncationError(left, TensorPrimitives.Norm<double>(rest), TensorPrimitives.Norm<double>(error));
    }
}
