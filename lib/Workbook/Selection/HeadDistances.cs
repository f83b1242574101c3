namespace Workbook.Selection;

/// <summary>Distance curves for every N, over all heads and all causal queries in parallel, in float64 from float32 weights and vectors.</summary>
/// <remarks>Query t is a row of t+1 tokens: that is the L of its formulas, and its curve has t+2 entries.</remarks>
// Theory section 2, "all N at once".
public static class HeadDistances
{
    /// <summary>D_N of every query, kept.</summary>
    /// <param name="rows">The heads; L up to a few thousand (the result has heads·L²/2 numbers).</param>
    /// <param name="options">Threads and cancellation.</param>
    /// <returns>D, [heads][query][N], N = 0 … t+1.</returns>
    public static double[][][] Cumulative(HeadRows rows, HeadDistanceOptions? options = null) => Keep(rows, options, VisitCumulative);

    /// <summary>d_N of every query, kept.</summary>
    /// <inheritdoc cref="Cumulative"/>
    /// <returns>d, [heads][query][N], N = 0 … t+1.</returns>
    public static double[][][] Resultant(HeadRows rows, HeadDistanceOptions? options = null) => Keep(rows, options, VisitResultant);

    /// <summary>D_N of every query, handed to a visitor and forgotten.</summary>
    /// <param name="rows">The heads.</param>
    /// <param name="options">Threads and cancellation.</param>
    /// <param name="visit">Called once a head and query, from several threads.</param>
    public static void VisitCumulative(HeadRows rows, HeadDistanceOptions? options, QueryCurveVisitor visit)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(visit);
        HeadPass.Visit(rows, options, () => new DistanceKernel(rows.Length), (head, query, work) =>
        {
            var curve = work.Curve.AsSpan(0, query + 2);
            work.Kernel.Fill(work.Weights, work.Order, head.Gram, curve);
            visit(head.Index, query, curve);
        });
    }

    /// <summary>d_N of every query, handed to a visitor and forgotten.</summary>
    /// <inheritdoc cref="VisitCumulative"/>
    public static void VisitResultant(HeadRows rows, HeadDistanceOptions? options, QueryCurveVisitor visit)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(visit);
        HeadPass.Visit(rows, options, () => rows.Width, (head, query, work) =>
        {
            var curve = work.Curve.AsSpan(0, query + 2);
            ResultantDistance.Fill(work.Weights, head.Vectors, work.Kernel, work.Order, curve);
            visit(head.Index, query, curve);
        });
    }

    private static double[][][] Keep(HeadRows rows, HeadDistanceOptions? options, Action<HeadRows, HeadDistanceOptions?, QueryCurveVisitor> visit)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var curves = Enumerable.Range(0, rows.Heads).Select(_ => new double[rows.Length][]).ToArray();
        visit(rows, options, (head, query, curve) => curves[head][query] = curve.ToArray());
        return curves;
    }
}
