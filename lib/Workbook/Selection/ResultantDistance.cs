using System.Numerics.Tensors;

namespace Workbook.Selection;

/// <summary>Resultant distance d_N = ||Σ_{i not in I_N} y_i − s_N|| = ||c − 2 s_N||: the norm of one difference of sums, y_i = a_i x_i.</summary>
/// <remarks>At most R and equal to ||c|| at N = 0 and N = L, unlike <see cref="CumulativeDistance"/>.</remarks>
// Theory section 2, "resultant distance".
public static class ResultantDistance
{
    /// <summary>d_N of the top-N selection for every N: one sort and one running sum, O(L ln L + L d).</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="vectors">x, [L, d].</param>
    /// <returns>d, [L + 1]; d_0 = d_L = ||c||.</returns>
    public static double[] AllN(ReadOnlySpan<double> weights, VectorSet vectors)
    {
        Arguments.Check(weights, vectors, 0);
        var curve = new double[weights.Length + 1];
        Fill(weights, vectors.Values, vectors.Width, TopOrder.Of(weights), curve);
        return curve;
    }

    /// <summary>d of any selection.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="vectors">x, [L, d].</param>
    /// <param name="selected">The selected tokens, each once.</param>
    public static double OfSubset(ReadOnlySpan<double> weights, VectorSet vectors, ReadOnlySpan<int> selected)
    {
        var s = ContextVector.OfSubset(weights, vectors, selected);
        var difference = ContextVector.Whole(weights, vectors);
        TensorPrimitives.MultiplyAdd(s, -2.0, difference, difference);
        return OrderedSums.Norm<double>(difference);
    }

    internal static void Fill(ReadOnlySpan<double> weights, ReadOnlySpan<double> vectors, int width, ReadOnlySpan<int> order, Span<double> curve)
    {
        // r = c − 2 s_N, starting at c and losing 2 y of each token that is taken.
        Span<double> r = new double[width];
        for (var i = 0; i < weights.Length; i++)
            TensorPrimitives.MultiplyAdd(vectors.Slice(i * width, width), weights[i], r, r);
        curve[0] = OrderedSums.Norm<double>(r);
        for (var n = 0; n < weights.Length; n++)
        {
            var token = order[n];
            TensorPrimitives.MultiplyAdd(vectors.Slice(token * width, width), -2 * weights[token], r, r);
            curve[n + 1] = OrderedSums.Norm<double>(r);
        }
    }
}
