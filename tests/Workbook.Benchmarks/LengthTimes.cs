using System.Diagnostics;
using System.Globalization;
using System.Text;
using Workbook.Bounds;
using Workbook.Charts;
using Workbook.Selection;

namespace Workbook.Benchmarks;

/// <summary>
/// Time of D_N, its bound and its expectations for every N against the context length and against heads, beside the direct algorithm in
/// the same run, whose answers must be the same.
/// </summary>
internal static class LengthTimes
{
    private const int Width = 64, Heads = 12, Longest = 1024, Rounds = 3;
    private const double Tolerance = 1e-4;

    // What the direct algorithm is measured on: queries in the middle of equal parts of the context, sizes in the middle of equal parts of each row.
    private const int Queries = 6, Sizes = 4;

    /// <summary>Prints both tables, and writes them with their charts into the documentation.</summary>
    /// <param name="docs">The documentation; null to write nothing.</param>
    /// <exception cref="InvalidOperationException">The two forms' answers differ.</exception>
    public static void Print(DocsFile? docs)
    {
        Console.WriteLine($"D_N, bound, main sum, plug-in and upper bound for every N, all causal queries, d = {Width}; seconds. The direct form's are those of {Queries} queries x {Sizes} sizes a head, times the number of pairs");
        Heading("L");
        var lengths = Lines([128, 256, 512, Longest], length => Measure(length, RandomHeads.Draw(Heads, length, Width)));
        Heading("heads");
        var heads = Lines([1, 2, 4, 8, Heads], count => count == Heads ? lengths[^1] with { At = count } : Measure(count, RandomHeads.Draw(count, Longest, Width)));
        if (lengths.Concat(heads).Max(line => line.Difference) is var most && !(most <= Tolerance))
            throw new InvalidOperationException($"The two forms' answers differ by {most:g2} of themselves; at most {Tolerance:g2} is allowed.");
        if (docs is null)
            return;
        docs.Write("lengths", $"""
            All {Heads} heads of a layer, at four lengths:

            {Markdown("L", lengths)}

            ![Time against the context length, both axes logarithmic](lengths.png)

            L = {Longest}, at five numbers of heads:

            {Markdown("heads", heads)}

            ![Time against the number of heads, both axes logarithmic](heads.png)
            """);
        docs.Draw("lengths.png", Chart.Lines("Time of a layer against the context length.", Axis.Log("context length L", "tokens"), Axis.Log("time", "s"), Series(lengths)));
        docs.Draw("heads.png", Chart.Lines($"Time at L = {Longest} against the number of heads.", Axis.Log("heads"), Axis.Log("time", "s"), Series(heads)));
    }

    private static void Heading(string first) =>
        Console.WriteLine($"{first,6} {"direct",12} {"one thread",12} {"all threads",12} {"ratio, one",11} {"ratio, all",11} {"difference",11}");

    private static Line[] Lines(int[] at, Func<int, Line> measure) =>
        [.. at.Select(measure).Select(line =>
        {
            Console.WriteLine($"{line.At,6} {line.Direct,12:g4} {line.One,12:g4} {line.All,12:g4} {line.Direct / line.One,11:0} {line.Direct / line.All,11:0} {line.Difference,11:0.0e+0}");
            return line;
        })];

    private static string Markdown(string first, Line[] lines)
    {
        var text = new StringBuilder($"| {first} | direct form, s | one thread, s | all threads, s | ratio, one thread | ratio, all threads | greatest difference |\n|---|---|---|---|---|---|---|\n");
        foreach (var line in lines)
            text.Append(CultureInfo.InvariantCulture, $"| {line.At} | {Seconds(line.Direct)} | {Seconds(line.One)} | {Seconds(line.All)} | {line.Direct / line.One:#,0} | {line.Direct / line.All:#,0} | {line.Difference:0e+0} |\n");
        return text.ToString().TrimEnd();
    }

    private static string Seconds(double value) => value.ToString(value >= 100 ? "#,0" : "g3", CultureInfo.InvariantCulture);

    private static Series[] Series(Line[] lines) =>
    [
        Charts.Series.Over("direct form", lines.Select(l => l.At), lines.Select(l => l.Direct), SeriesRole.PublishedBound),
        Charts.Series.Over("one thread", lines.Select(l => l.At), lines.Select(l => l.One), SeriesRole.Measured),
        Charts.Series.Over("all threads", lines.Select(l => l.At), lines.Select(l => l.All)),
    ];

    private static Line Measure(int at, HeadRows rows)
    {
        var (direct, difference) = Direct(rows);
        return new(at, direct, Library(rows, 1), Library(rows, -1), difference);
    }

    private static (double Seconds, double Difference) Direct(HeadRows rows)
    {
        var sampled = Enumerable.Range(0, Queries).Select(k => (2 * k + 1) * rows.Length / (2 * Queries)).ToArray();
        var library = new Dictionary<(int Head, int Query), (double[] Cumulative, double[] Bound, double[] Main)>();
        HeadDistanceCurves.Visit(rows, new HeadDistanceOptions(1), (head, query, curves) =>
        {
            if (sampled.Contains(query))
                library[(head, query)] = (curves.Cumulative[..(query + 2)], curves.Published[..(query + 2)], curves.MainSum[..(query + 2)]);
        });
        DirectCurves.At(rows.Weights(0, sampled[0]), rows.Vectors(0), Width, 1);
        var (seconds, difference) = (0.0, 0.0);
        foreach (var ((head, query), curves) in library)
        {
            var clock = Stopwatch.StartNew();
            for (var k = 0; k < Sizes; k++)
            {
                var n = Math.Clamp((2 * k + 1) * (query + 1) / (2 * Sizes), 1, query);
                var (distance, bound, main) = DirectCurves.At(rows.Weights(head, query), rows.Vectors(head), Width, n);
                difference = new[] { difference, Apart(distance, curves.Cumulative[n]), Apart(bound, curves.Bound[n]), Apart(main, curves.Main[n]) }.Max();
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
        return Enumerable.Range(0, Rounds).Select(_ =>
        {
            var clock = Stopwatch.StartNew();
            Once();
            return clock.Elapsed.TotalSeconds;
        }).Order().ElementAt(Rounds / 2);
    }

    /// <summary>Seconds at one length or number of heads, and how far the two forms' answers are apart.</summary>
    private sealed record Line(int At, double Direct, double One, double All, double Difference);
}
