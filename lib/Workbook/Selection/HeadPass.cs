using System.Collections.Concurrent;
using System.Numerics.Tensors;

namespace Workbook.Selection;

/// <summary>Walks all heads and causal queries in parallel: what the measures over <see cref="HeadRows"/> share.</summary>
internal static class HeadPass
{
    /// <summary>Calls <paramref name="queryWork"/> once a head and query, from several threads.</summary>
    /// <param name="rows">The heads.</param>
    /// <param name="options">Threads and cancellation.</param>
    /// <param name="makeKernel">Makes the working memory of one thread beyond weights and order.</param>
    /// <param name="queryWork">Receives the head, the query and the thread's memory with the query's row loaded.</param>
    public static void Visit<TKernel>(HeadRows rows, HeadDistanceOptions? options, Func<TKernel> makeKernel, Action<Head, int, Work<TKernel>> queryWork)
    {
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new HeadDistanceOptions();
        var workers = options.Workers;
        var spare = new ConcurrentBag<Work<TKernel>>();
        var head = new Head(rows);
        for (var h = 0; h < rows.Heads; h++)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            head.Load(rows, h);

            // Long rows first, one at a time, so that all threads end together.
            var next = rows.Length;
            void Run(int worker)
            {
                var work = spare.TryTake(out var used) ? used : new Work<TKernel>(rows.Length, makeKernel());
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
    internal sealed class Head(HeadRows rows)
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

    /// <summary>The working memory of one thread, with the row of one query.</summary>
    internal sealed class Work<TKernel>(int length, TKernel kernel)
    {
        private readonly double[] weights = new double[length];
        private readonly int[] order = new int[length];
        private readonly ulong[] keys = new ulong[length];
        private int count;

        public TKernel Kernel => kernel;

        public double[] Curve { get; } = new double[length + 1];

        public ReadOnlySpan<double> Weights => weights.AsSpan(0, count);

        public ReadOnlySpan<int> Order => order.AsSpan(0, count);

        public void Load(ReadOnlySpan<float> row)
        {
            count = row.Length;
            TopOrder.Fill(row, order, keys);
            TensorPrimitives.ConvertTruncating<float, double>(row, weights);
        }
    }
}
