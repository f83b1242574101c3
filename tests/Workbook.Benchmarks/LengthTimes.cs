using System.Diagnostics;
using Workbook.Bounds;
using Workbook.Selection;

namespace Workbook.Benchmarks;

/// <summary>Time of D_N, its bound and its expectations for every N against the context length and against heads, beside the direct algorithm in the same run.</summary>
internal static class LengthTimes
{
    private const int Width = 64, Heads = 2, Queries = 6, Sizes = 4;

    /// <summary>Prints both tables.</summary>
    public static void Print()
    {
        Console.WriteLine($"D_N, bound, main sum, plug-in and upper bound for every N, all causal queries, d = {Width}; seconds a head, direct form from {Queries} queries x {Sizes} sizes");
        Console.WriteLine($"{"L",6} {"direct",12} {"one thread",12} {"all threads",12} {"ratio, one",11} {"ratio, all",11} {"difference",11}");
        foreach (var length in new[] { 128, 256, 512, 1024 })
        {
            var rows = RandomHeads.Draw(Heads, length, Width);
            var (direct, difference) = Direct(rows);
            var one = Library(rows, 1);
            var all = Library(rows, -1);
            Console.WriteLine($"{length,6} {direct,12:g4} {one,12:g4} {all,12:g4} {direct / one,11:0} {direct / all,11:0} {difference,11:0.0e+0}");
        }

        Console.WriteLine($"heads at L = 512: {string.Join(", ", new[] { 1, 2, 4, 8 }.Select(heads => $"{heads}: {heads * Library(RandomHeads.Draw(heads, 512, Width), -1):g3} s"))}");
    }

    // Queries in the middle of equal parts, sizes in the middle of equal parts of each row: their mean times the number of pairs.
    private static (double Seconds, double Difference) Direct(HeadRows rows)
    {
        var sampled = Enumerable.Range(0, Queries).Select(k => (2 * k + 1) * rows.Length / (2 * Queries)).ToArray();
        var library = new Dictionary<int, (double[] Cumulative, double[] Bound, double[] Main)>();
        HeadDistanceCurves.Visit(rows, new HeadDistanceOptions(1), (head, query, curves) =>
        {
            if (head == 0 && sampled.Contains(query))
                library[query] = (curves.Cumulative[..(query + 2)], curves.Published[..(query + 2)], curves.MainSum[..(query + 2)]);
        });
        DirectCurves.At(rows.Weights(0, sampled[0]), rows.Vectors(0), Width, 1);
        var (seconds, difference) = (0.0, 0.0);
        foreach (var query in sampled)
        {
            var clock = Stopwatch.StartNew();
            for (var k = 0; k < Sizes; k++)
            {
                var n = Math.Clamp((2 * k + 1) * (query + 1) / (2 * Sizes), 1, query);
                var (distance, bound, main) = DirectCurves.At(rows.Weights(0, query), rows.Vectors(0), Width, n);
                difference = new[] { difference, Apart(distance, library[query].Cumulative[n]), Apart(bound, library[query].Bound[n]), Apart(main, library[query].Main[n]) }.Max();
            }

            seconds += clock.Elapsed.TotalSeconds / Sizes * (query + 1) * rows.Length / Queries;
        }

        return (seconds, difference);
    }

    private static double Apart(double a, double b) => Math.Abs(a - b) / Math.Max(1e-12, Math.Abs(a));

    private static double Library(HeadRows rows, int threads)
    {
        void Once() => HeadDistanceCurves.Visit(rows, new HeadDistanceOptions(threads), (_, _, _) => { });
        Once();
        return Enumerable.Range(0, 3).Select(_ =>
        {
            var clock = Stopwatch.StartNew();
            Once();
            return clock.Elapsed.TotalSeconds / rows.Heads;
        }).Order().ElementAt(1);
    }
}
