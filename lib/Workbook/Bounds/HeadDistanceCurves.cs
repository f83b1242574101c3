using Workbook.Selection;

namespace Workbook.Bounds;

/// <summary>D_N with its published bound and its expectations for every N, over all heads and causal queries in parallel, in float64.</summary>
/// <remarks>Query t is a row of t+1 tokens: that is the L of its formulas.</remarks>
// Theory section 2, "all N at once".
public static class HeadDistanceCurves
{
    /// <summary>Receives the curves of one query. Called from several threads at once; they are valid during the call only.</summary>
    /// <param name="head">0 … heads−1.</param>
    /// <param name="query">t, 0 … L−1.</param>
    /// <param name="curves">Entries N = 0 … t+1 are the row's; nothing is simulated.</param>
    public delegate void Visitor(int head, int query, DistanceCurves curves);

    /// <summary>The curves of every query, handed to a visitor and forgotten; O(L²) a query.</summary>
    /// <param name="rows">The heads.</param>
    /// <param name="options">Threads and cancellation.</param>
    /// <param name="visit">Called once a head and query.</param>
    public static void Visit(HeadRows rows, HeadDistanceOptions? options, Visitor visit)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(visit);
        HeadPass.Visit(rows, options, () => (Kernel: new DistanceCurveKernel(rows.Length), Curves: new DistanceCurves(rows.Length)), (head, query, work) =>
        {
            work.Kernel.Kernel.Fill(work.Weights, work.Order, head.Vectors, head.Width, head.Gram, work.Kernel.Curves);
            visit(head.Index, query, work.Kernel.Curves);
        });
    }
}
