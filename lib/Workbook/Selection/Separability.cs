namespace Workbook.Selection;

/// <summary>Geometric separability of the top-N selection: how many selected y_i = a_i x_i lie nearer to s_N than the tokens left out.</summary>
/// <remarks>Squared distances come from the Gram matrix, so each distance is within about 1e-8·max||y|| of the direct form; equal tokens tie exactly.</remarks>
// The paper's section 3 and algorithm 4; theory section 3, "radii to offer".
public static class Separability
{
    /// <summary>All measures for every N = 0 … L, O(L² d + L² ln L).</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="vectors">x, [L, d].</param>
    /// <param name="radius">The fixed radius r ≥ 0, in the units of a·||x||.</param>
    /// <returns>Curves with L + 1 entries; N = 0 is NaN.</returns>
    public static SeparabilityCurves AllN(ReadOnlySpan<double> weights, VectorSet vectors, double radius) =>
        At(weights, vectors, [.. Enumerable.Range(0, weights.Length + 1)], radius);

    /// <summary>All measures at chosen sizes.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="vectors">x, [L, d].</param>
    /// <param name="sizes">The sizes N, ascending, 0 … L.</param>
    /// <param name="radius">The fixed radius r ≥ 0, in the units of a·||x||.</param>
    public static SeparabilityCurves At(ReadOnlySpan<double> weights, VectorSet vectors, IReadOnlyList<int> sizes, double radius)
    {
        Arguments.Check(weights, vectors, 0);
        CheckSizes(sizes, weights.Length);
        CheckRadius(radius);
        var curves = new SeparabilityCurves(sizes);
        new SeparabilityKernel(weights.Length).Fill(weights, TopOrder.Of(weights), GramMatrix.Of(vectors), radius, curves);
        return curves;
    }

    internal static void CheckRadius(double radius)
    {
        if (!(radius >= 0))
            throw new ArgumentOutOfRangeException(nameof(radius), radius, "The radius r must be at least 0.");
    }

    internal static void CheckSizes(IReadOnlyList<int> sizes, int length)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        for (var k = 0; k < sizes.Count; k++)
        {
            if (sizes[k] < 0 || sizes[k] > length)
                throw new ArgumentOutOfRangeException(nameof(sizes), sizes[k], $"A selection size N must lie in 0 … {length}.");
            if (k > 0 && sizes[k] <= sizes[k - 1])
                throw new ArgumentException($"The sizes must ascend, but {sizes[k]} follows {sizes[k - 1]}.", nameof(sizes));
        }
    }
}
