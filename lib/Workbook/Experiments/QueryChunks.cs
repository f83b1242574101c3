namespace Workbook.Experiments;

/// <summary>Works through the queries of a head in parallel and hands the parts back in order, so that sums come out the same whatever the threads do.</summary>
internal static class QueryChunks
{
    private const int Size = 32;

    /// <summary>Cuts 0 … L−1 into runs of queries, none across one of the lengths, and works on all of them.</summary>
    /// <param name="options">Lengths, threads, cancellation.</param>
    /// <param name="work">Receives the first query and the one after the last.</param>
    /// <returns>What the work gave, in the order of the queries.</returns>
    public static (int Length, TPart Part)[] Each<TPart>(ExperimentOptions options, Func<int, int, TPart> work)
    {
        var runs = new List<(int From, int To, int Length)>();
        var from = 0;
        foreach (var length in options.Lengths)
        {
            for (; from < length; from = Math.Min(length, from + Size))
                runs.Add((from, Math.Min(length, from + Size), length));
        }

        var parts = new (int, TPart)[runs.Count];
        // Long rows first, so that all threads end together.
        Parallel.For(0, runs.Count, new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = options.Cancellation }, k =>
        {
            var (first, last, length) = runs[^(k + 1)];
            parts[^(k + 1)] = (length, work(first, last));
        });
        return parts;
    }
}
