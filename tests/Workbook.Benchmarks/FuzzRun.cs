using System.Diagnostics;
using System.Globalization;

namespace Workbook.Benchmarks;

/// <summary>The long form of the fuzz test: <c>fuzz ROUNDS SEED FIRST</c>; a million rounds of seed 1 from round 0 when none are given. The file of a round that fails stays.</summary>
internal static class FuzzRun
{
    private const long Step = 50_000;

    /// <summary>Runs the rounds and prints a line now and then, and the sums.</summary>
    public static void Print(string[] arguments)
    {
        var rounds = arguments.Length > 0 ? long.Parse(arguments[0], CultureInfo.InvariantCulture) : 1_000_000;
        var seed = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 1;
        var start = arguments.Length > 2 ? long.Parse(arguments[2], CultureInfo.InvariantCulture) : 0;
        var folder = Directory.CreateTempSubdirectory("workbook-fuzz-");
        Console.WriteLine($"in {folder.FullName}");
        var clock = Stopwatch.StartNew();
        var fuzz = new SafetensorsFuzz(folder.FullName, seed);
        for (var done = 0L; done < rounds; done += Step)
        {
            fuzz.Run(start + done, Math.Min(Step, rounds - done));
            Console.WriteLine($"seed {seed}, rounds {start:N0} to {start + Math.Min(done + Step, rounds):N0}: {fuzz.Opened:N0} opened, {fuzz.Refused:N0} refused, at most {fuzz.MostAbove:N0} bytes above the file's size, slowest round {fuzz.Slowest.TotalMilliseconds:0.0} ms, {clock.Elapsed.TotalSeconds:0} s");
        }
        folder.Delete(recursive: true);
    }
}
