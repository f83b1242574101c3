using System.Diagnostics;
using System.Globalization;

namespace Workbook.Benchmarks;

/// <summary>The long form of the fuzz test: <c>fuzz ROUNDS SEED</c>, a million rounds of seed 1 when none are given.</summary>
internal static class FuzzRun
{
    private const long Step = 50_000;

    /// <summary>Runs the rounds and prints a line now and then, and the sums.</summary>
    public static void Print(string[] arguments)
    {
        var rounds = arguments.Length > 0 ? long.Parse(arguments[0], CultureInfo.InvariantCulture) : 1_000_000;
        var seed = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 1;
        var folder = Directory.CreateTempSubdirectory("workbook-fuzz-");
        var clock = Stopwatch.StartNew();
        try
        {
            var fuzz = new SafetensorsFuzz(folder.FullName, seed);
            for (var first = 0L; first < rounds; first += Step)
            {
                fuzz.Run(first, Math.Min(Step, rounds - first));
                Console.WriteLine($"seed {seed}, rounds to {Math.Min(first + Step, rounds):N0}: {fuzz.Opened:N0} opened, {fuzz.Refused:N0} refused, at most {fuzz.MostAbove:N0} bytes above the file's size, slowest round {fuzz.Slowest.TotalMilliseconds:0.0} ms, {clock.Elapsed.TotalSeconds:0} s");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
