using System.Numerics.Tensors;

namespace Workbook.Selection;

/// <summary>Cumulative distance D_N = Σ_{i not in I_N} ||s_N − a_i x_i||: how far the context vector of a selection lies from all that it left out.</summary>
/// <remarks>A sum of norms; not to be drawn on one axis with <see cref="ResultantDistance"/>, the norm of a sum.</remarks>
// The paper's (7); theory section 2.
public static class CumulativeDistance
{
    /// <summary>D_N of the top-N selection for every N at once, in O(L² d + L²).</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="vectors">x, [L, d].</param>
    /// <returns>D, [L + 1]; D_0 = Σ ||y_i||, D_L = 0. Each distance is within about 1e-8·max||y|| of the direct form.</returns>
    public static double[] AllN(ReadOnlySpan<double> weights, VectorSet vectors)
    {
        Arguments.Check(weights, vectors, 0);
        var curve = new double[weights.Length + 1];
        new DistanceKernel(weights.Length).Fill(weights, TopOrder.Of(weights), GramMatrix.Of(vectors), curve);
        return curve;
    }

    /// <summary>D_N of the top-N selection for one N, straight from the definition; O(L d).</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="vectors">x, [L, d].</param>
    /// <param name="n">N, 0 … L.</param>
    public static double TopN(ReadOnlySpan<double> weights, VectorSet vectors, int n)
    {
        Arguments.Check(weights, vectors, n);
        return OfSubset(weights, vectors, TopOrder.Of(weights).AsSpan(0, n));
    }

    /// <summary>D of any selection, straight from the definition; O(L d).</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="vectors">x, [L, d].</param>
    /// <param name="selected">The selected tokens, each once.</param>
    public static double OfSubset(ReadOnlySpan<double> weights, VectorSet vectors, ReadOnlySpan<int> selected)
    {
        var s = ContextVector.OfSubset(weights, vectors, selected);
        var isSelected = new bool[weights.Length];
        foreach (var i in selected)
            isSelected[i] = true;
        var sum = 0.0;
        var y = new double[vectors.Width];
        for (var i = 0; i < weights.Length; i++)
        {
            if (isSelected[i])
                continue;
            TensorPrimitives.Multiply(vectors[i], weights[i], y);
            sum += OrderedSums.Distance<double>(s, y);
        }

        return sum;
    }
}
