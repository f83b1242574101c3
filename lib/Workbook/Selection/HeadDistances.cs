using System.Collections.Concurrent;
using System.Numerics.Tensors;

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
        ArgumentNullException.ThrowIfNull(visit);
        Visit(rows, options, (head, query, work) =>
        {
            var curve = work.Curve.AsSpan(0, query + 2);
            work.Kernel.Fill(work.Weights.AsSpan(0, query + 1), work.Order.AsSpan(0, query + 1), head.Gram, curve);
            visit(head.Index, query, curve);
        });
    }

    /// <summary>d_N of every query, handed to a visitor and forgotten.</summary>
    /// <inheritdoc cref="VisitCumulative"/>
    public static void VisitResultant(HeadRows rows, HeadDistanceOptions? options, QueryCurveVisitor visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        Visit(rows, options, (head, query, work) =>
        {
            var curve = work.Curve.AsSpan(0, query + 2);
            ResultantDistance.Fill(work.Weights.AsSpan(0, query + 1), head.Vectors, head.Width, work.Order.AsSpan(0, query + 1), curve);
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

    private static void Visit(HeadRows rows, HeadDistanceOptions? options, Action<Head, int, Work> queryWork)
    {
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new HeadDistanceOptions();
        var workers = options.Workers;
        var spare = new ConcurrentBag<Work>();
        var head = new Head(rows);
        for (var h = 0; h < rows.Heads; h++)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            head.Load(rows, h);

            // Long rows first, one at a time, so that all threads end together.
            var next = rows.Length;
            void Run(int worker)
            {
                var work = spare.TryTake(out var used) ? used : new Work(rows.Length);
                for (var query = Interlocked.Decrement(ref next); query >= 0; query = Interlocked.Decrement(ref next))
                {
                    options.Cancellation.ThrowIfCancellationRequested();
                    work.Load(rows.Weights(head.Index, query));
                    queryWork(head, query, work);
                }

                spare.Add(work);
            }

            if (workers == 1)
                Run(0);
            else
                RunOnAll(Run, workers, options.Cancellation);
        }
    }

    private static void RunOnAll(Action<int> run, int workers, CancellationToken cancellation)
    {
        try
        {
            Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, run);
        }
        catch (AggregateException e) when (cancellation.IsCancellationRequested && e.Flatten().InnerExceptions.All(x => x is OperationCanceledException))
        {
            throw new OperationCanceledException(cancellation);
        }
    }

    /// <summary>What all queries of one head share.</summary>
    private sealed class Head(HeadRows rows)
    {
        private readonly double[] vectors = new double[rows.Length * rows.Width];

        public int Index { get; private set; }

        public int Width => rows.Width;

        public GramMatrix Gram { get; } = new(rows.Length, rows.Width);

        public ReadOnlySpan<double> Vectors => vectors;

        public void Load(HeadRows from, int head)
        {
            Index = head;
            TensorPrimitives.ConvertTruncating<float, double>(from.Vectors(head), vectors);
            Gram.Fill(vectors);
        }
    }

    /// <summary>The working memory of one thread.</summary>
    private sealed class Work(int length)
    {
        public DistanceKernel Kernel { get; } = new(length);

        public double[] Weights { get; } = new double[length];

        public int[] Order { get; } = new int[length];

        public double[] Curve { get; } = new double[length + 1];

        private ulong[] Keys { get; } = new ulong[length];

        public void Load(ReadOnlySpan<float> weights)
        {
            TopOrder.Fill(weights, Order, Keys);
            TensorPrimitives.ConvertTruncating<float, double>(weights, Weights);
        }
    }
}
