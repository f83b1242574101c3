namespace Workbook.Selection;

/// <summary>Separability of all heads and all causal queries in parallel, in float64 from float32 weights and vectors.</summary>
/// <remarks>Query t is a row of t+1 tokens: that is the L of its formulas.</remarks>
// The paper's algorithm 4; theory section 3.
public static class HeadSeparability
{
    /// <summary>The measures of every query, kept.</summary>
    /// <param name="rows">The heads; <see cref="HeadRows.WithUnitVectors"/> scales the vectors as the paper does.</param>
    /// <param name="sizes">The sizes N, ascending, 1 … L.</param>
    /// <param name="radius">The fixed radius r ≥ 0.</param>
    /// <param name="options">Threads and cancellation.</param>
    /// <returns>[heads][query]; sizes above t+1 are NaN.</returns>
    public static SeparabilityCurves[][] Of(HeadRows rows, IReadOnlyList<int> sizes, double radius, HeadDistanceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var kept = Enumerable.Range(0, rows.Heads).Select(_ => new SeparabilityCurves[rows.Length]).ToArray();
        Visit(rows, sizes, radius, options, (head, query, curves) => kept[head][query] = curves);
        return kept;
    }

    /// <summary>The measures of every query, handed to a visitor and forgotten.</summary>
    /// <param name="rows">The heads.</param>
    /// <param name="sizes">The sizes N, ascending, 1 … L.</param>
    /// <param name="radius">The fixed radius r ≥ 0.</param>
    /// <param name="options">Threads and cancellation.</param>
    /// <param name="visit">Called once a head and query, from several threads.</param>
    public static void Visit(HeadRows rows, IReadOnlyList<int> sizes, double radius, HeadDistanceOptions? options, SeparabilityVisitor visit)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(visit);
        Separability.CheckSizes(sizes, rows.Length);
        Separability.CheckRadius(radius);
        HeadPass.Visit(rows, options, () => new SeparabilityKernel(rows.Length), (head, query, work) =>
        {
            var curves = new SeparabilityCurves(sizes);
            work.Kernel.Fill(work.Weights, work.Order, head.Gram, radius, curves);
            visit(head.Index, query, curves);
        });
    }
}
