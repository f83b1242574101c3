using System.Diagnostics;

namespace Workbook.Benchmarks;

/// <summary>The same comparison in processor time, which stays meaningful on a machine that is busy with other work.</summary>
internal static class CpuTimes
{
    private const int Rounds = 5;

    /// <summary>Prints the processor time of one query in each form, the median of some rounds, and the ratio.</summary>
    public static void Print()
    {
        var benchmarks = new CumulativeDistanceBenchmarks();
        benchmarks.Draw();
        var direct = Median(() => benchmarks.Direct(), CumulativeDistanceBenchmarks.Sampled);
        var library = Median(() => benchmarks.OneThread(), CumulativeDistanceBenchmarks.Heads * CumulativeDistanceBenchmarks.Length);
        Console.WriteLine("D_N for every N, 12 heads, L = 1024, d = 64, all causal queries; processor time of one query");
        Console.WriteLine($"direct form      {direct.TotalMicroseconds:N0} us");
        Console.WriteLine($"library          {library.TotalMicroseconds:N0} us");
        Console.WriteLine($"ratio            {direct / library:N0}");
    }

    private static TimeSpan Median(Func<double> work, int queries)
    {
        work();
        work();
        return Enumerable.Range(0, Rounds).Select(_ =>
        {
            using var process = Process.GetCurrentProcess();
            var before = process.TotalProcessorTime;
            work();
            process.Refresh();
            return (process.TotalProcessorTime - before) / queries;
        }).Order().ElementAt(Rounds / 2);
    }
}
