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
        return new TruncationError(left, OrderedSums.Norm<double>(rest), OrderedSums.Norm<double>(error));
    }

    /// <summary>Whether renormalizing loses less than deleting: exactly when 2 μ_T·μ_H exceeds ||μ_H||², μ_H and μ_T the weighted means of what is kept and what is not.</summary>
    public bool RenormalizingIsBetter => Renormalizing < Deleting;

    /// <summary>KL of the renormalized weights from the whole ones, −ln(1 − τ) nats; +∞ when nothing is kept.</summary>
    public double Divergence => -Math.Log(1 - LeftOut);

    /// <summary>The errors at every N = 1 … L, in O(L d).</summary>
    /// <param name="weights">a, [L], summing to 1, at least one positive.</param>
    /// <param name="vectors">x, [L, d].</param>
    /// <returns>[L]; entry N−1 is that of N.</returns>
    public static TruncationError[] AllN(ReadOnlySpan<double> weights, VectorSet vectors)
    {
        Arguments.Check(weights, vectors, 0);
        var order = TopOrder.Of(weights);
        var (length, width) = (order.Length, vectors.Width);
        var mass = SelectedMass.AllN(weights);
        var left = SelectedMass.TailAllN(weights);
        if (length > 0 && !(mass[1] > 0))
            throw new ArgumentException("Every weight is 0: there is nothing to renormalize.", nameof(weights));

        // The rest is summed from the end, for the same reason as in TopN; the head from the start.
        var rest = new double[(length + 1) * width];
        for (var n = length - 1; n >= 0; n--)
            TensorPrimitives.MultiplyAdd(vectors[order[n]], weights[order[n]], rest.AsSpan((n + 1) * width, width), rest.AsSpan(n * width, width));
        var errors = new TruncationError[length];
        var (head, error) = (new double[width], new double[width]);
        for (var n = 1; n <= length; n++)
        {
            TensorPrimitives.MultiplyAdd(vectors[order[n - 1]], weights[order[n - 1]], head, head);
            var tail = rest.AsSpan(n * width, width);
            TensorPrimitives.MultiplyAdd(head, -left[n] / mass[n], tail, error);
            errors[n - 1] = new TruncationError(left[n], OrderedSums.Norm<double>(tail), OrderedSums.Norm<double>(error));
        }

        return errors;
    }
}
