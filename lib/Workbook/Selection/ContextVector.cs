using System.Numerics.Tensors;

namespace Workbook.Selection;

/// <summary>The context vector s = Σ_{i in I} a_i x_i of a selection I; the whole output c is the one of all tokens.</summary>
public static class ContextVector
{
    /// <summary>s_N of the top-N selection.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="vectors">x, [L, d].</param>
    /// <param name="n">N, 0 … L.</param>
    /// <returns>s_N, [d].</returns>
    public static double[] TopN(ReadOnlySpan<double> weights, VectorSet vectors, int n)
    {
        Arguments.Check(weights, vectors, n);
        return OfSubset(weights, vectors, TopOrder.Of(weights).AsSpan(0, n));
    }

    /// <summary>s of any selection.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="vectors">x, [L, d].</param>
    /// <param name="selected">The selected tokens, each once.</param>
    /// <returns>s, [d].</returns>
    public static double[] OfSubset(ReadOnlySpan<double> weights, VectorSet vectors, ReadOnlySpan<int> selected)
    {
        Arguments.Check(weights, vectors, selected.Length);
        var s = new double[vectors.Width];
        foreach (var i in selected)
            TensorPrimitives.MultiplyAdd(vectors[i], weights[i], s, s);
        return s;
    }

    /// <summary>c = Σ_i a_i x_i, the output of the head.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="vectors">x, [L, d].</param>
    /// <returns>c, [d].</returns>
    public static double[] Whole(ReadOnlySpan<double> weights, VectorSet vectors)
    {
        Arguments.Check(weights, vectors, 0);
        var c = new double[vectors.Width];
        for (var i = 0; i < weights.Length; i++)
            TensorPrimitives.MultiplyAdd(vectors[i], weights[i], c, c);
        return c;
    }
}
