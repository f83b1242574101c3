using System.Diagnostics;
using System.Globalization;
using System.Text;
using TorchSharp;
using Workbook.Experiments;
using Workbook.Experiments.Pieces;
using Workbook.Gpt2;
using Workbook.Training;
using static TorchSharp.torch;

namespace Workbook.Benchmarks;

/// <summary>
/// Time and memory of experiments 1 to 5 at L = 1024, each in a process of its own, beside the time that its arithmetic would take at the
/// rate of a matrix product in the same process.
/// </summary>
/// <remarks>Pieces go to the disk and every table is read back once, as the verb <c>experiment</c> does when it writes its files.</remarks>
internal static class ExperimentTimes
{
    private const int Length = 1024, Vocabulary = 2048;

    private static readonly string[] Names = ["dilution", "distance", "critical-n", "separability", "sensitivity"];

    /// <summary>Measures nano on the generated stories, or a model of GPT-2 small's shape with random weights on random tokens; one text.</summary>
    /// <param name="gpt2">Which of the two.</param>
    /// <param name="docs">The documentation; null to write nothing.</param>
    public static void Print(bool gpt2, DocsFile? docs)
    {
        var model = gpt2 ? "gpt2" : "nano";
        Console.WriteLine($"{(gpt2 ? "GPT-2 small's shape, random weights" : "nano")}, one text, L = {Length}; each experiment in a process of its own");
        Console.WriteLine($"{"experiment",14} {"wall",9} {"processor",10} {"peak memory",12} {"arithmetic",11} {"share of the limit",19}");
        var runs = Names.Select(name =>
        {
            var run = Measured.InProcess(model, name, 1);
            Console.WriteLine($"{name,14} {run.Wall,7:0.0} s {run.Processor,8:0.0} s {run.Peak / 1e6,9:0} MB {run.Limit,9:0.0} s {run.Limit / run.Wall,19:0.0%}");
            return (Name: name, Run: run);
        }).ToArray();
        var (doubles, singles) = (runs.Max(r => r.Run.DoubleRate), runs.Max(r => r.Run.SingleRate));
        Console.WriteLine($"{"all five",14} {runs.Sum(r => r.Run.Wall),7:0.0} s; products of 1024 ran at {doubles / 1e9:0} GFLOP/s in float64, {singles / 1e9:0} in float32");
        var text = new StringBuilder("| experiment | time | processor time | peak memory | time of its arithmetic alone | share |\n|---|---|---|---|---|---|\n");
        foreach (var (name, run) in runs)
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {run.Wall:0.0} s | {run.Processor:0.0} s | {run.Peak / 1e6:#,0} MB | {run.Limit:0.0} s | {run.Limit / run.Wall:0 %} |\n");
        text.Append(CultureInfo.InvariantCulture, $"| all five | {runs.Sum(r => r.Run.Wall):0.0} s | {runs.Sum(r => r.Run.Processor):0.0} s | | | |\n\n")
            .Append(CultureInfo.InvariantCulture, $"Products of 1024 ran at {doubles / 1e9:0} GFLOP/s in float64 and {singles / 1e9:0} in float32 beside them.");
        docs?.Write($"experiments {model}", text.ToString());
    }

    /// <summary>Measures the peak of memory over several texts.</summary>
    /// <param name="docs">The documentation; null to write nothing.</param>
    public static void PrintTexts(DocsFile? docs)
    {
        var text = new StringBuilder("| model | experiment | 1 text | 2 texts | 4 texts | 8 texts |\n|---|---|---|---|---|---|\n");
        Console.WriteLine($"peak memory of the process at L = {Length}, and in brackets what the finished run still holds, MB");
        foreach (var (model, names, counts) in new (string, string[], int[])[] { ("nano", Names, [1, 2, 4, 8]), ("gpt2", ["dilution", "distance", "separability"], [1, 2]) })
        {
            foreach (var name in names)
            {
                string[] cells = [.. counts.Select(count => Measured.InProcess(model, name, count)).Select(run => string.Create(CultureInfo.InvariantCulture, $"{run.Peak / 1e6:#,0} MB ({run.Held / 1e6:0.0})"))];
                Console.WriteLine($"{model,5} {name,13} {string.Join(", ", cells.Zip(counts, (cell, count) => $"{count}: {cell}"))}");
                text.Append(CultureInfo.InvariantCulture, $"| {(model == "nano" ? model : "GPT-2 small's shape")} | {name} |")
                    .AppendJoin("", cells.Select(cell => $" {cell} |")).Append(string.Concat(Enumerable.Repeat(" |", 4 - cells.Length))).Append('\n');
            }
        }

        docs?.Write("experiments texts", text.ToString());
    }

    /// <summary>Runs one experiment and prints what it took; for a process of its own.</summary>
    /// <param name="which"><c>nano</c> or <c>gpt2</c>.</param>
    /// <param name="name">The experiment.</param>
    /// <param name="texts">How many texts.</param>
    public static void One(string which, string name, int texts)
    {
        using var checkpoint = which == "nano" ? Checkpoint.Load() : null;
        manual_seed(1);
        using var random = checkpoint is null ? new Gpt2Model(new Gpt2Config { VocabularySize = Vocabulary }) : null;
        var model = random ?? checkpoint!.Model;
        model.eval();
        ExperimentText[] all = [.. Enumerable.Range(1, texts).Select(k => checkpoint is null ? Tokens(k) : Corpus.Find(Corpus.Stories, checkpoint.Tokenizer, k) with { Name = $"stories {k}" })];
        var (doubles, singles) = (Rate(ScalarType.Float64), Rate(ScalarType.Float32));
        var options = new ExperimentOptions();
        using var process = Process.GetCurrentProcess();
        var (clock, processor) = (Stopwatch.StartNew(), process.TotalProcessorTime);
        double held;
        using (var store = PieceStore.Temporary())
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var result = new ExperimentRun(ExperimentCatalogue.Find(name), options, new("benchmark", "", "cpu"), model, store).Run(all, text => new ModelTrace(model, text.Ids), model.Config.Layers);
            foreach (var table in result.Tables.Prepend(result.Rows))
                _ = table.ReadRows().Count();
            held = GC.GetTotalMemory(forceFullCollection: true) - before;
            GC.KeepAlive(result);
        }

        process.Refresh();
        var (ofDoubles, ofSingles) = ExperimentOperations.Of(name, model.Config, options);
        Console.WriteLine(new Measured(
            clock.Elapsed.TotalSeconds, (process.TotalProcessorTime - processor).TotalSeconds, process.PeakWorkingSet64, held, texts * (ofDoubles / doubles + ofSingles / singles), doubles, singles).ToLine());
    }

    private static ExperimentText Tokens(int seed)
    {
        var draws = new Random(seed);
        return ExperimentText.OfIds($"random {seed}", [.. Enumerable.Range(0, Length).Select(_ => draws.Next(Vocabulary))]);
    }

    // The median of some rounds, on all threads.
    private static double Rate(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var a = rand(1024, 1024, dtype: type);
        double Once()
        {
            var clock = Stopwatch.StartNew();
            using var product = a.matmul(a);
            return 2.0 * 1024 * 1024 * 1024 / clock.Elapsed.TotalSeconds;
        }

        Once();
        return Enumerable.Range(0, 9).Select(_ => Once()).Order().ElementAt(4);
    }

    /// <summary>What one process took: seconds; bytes at the peak, and of managed memory that result and statistics still hold at the end; operations a second.</summary>
    private sealed record Measured(double Wall, double Processor, double Peak, double Held, double Limit, double DoubleRate, double SingleRate)
    {
        public static Measured InProcess(string model, string name, int texts)
        {
            var start = new ProcessStartInfo("dotnet", ["exec", typeof(ExperimentTimes).Assembly.Location, "experiments", "one", model, name, $"{texts}"]) { RedirectStandardOutput = true };
            using var process = Process.Start(start)!;
            var line = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 && line.Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray() is [var wall, var processor, var peak, var held, var limit, var doubles, var singles]
                ? new(wall, processor, peak, held, limit, doubles, singles)
                : throw new InvalidOperationException($"{name} on {model} ended with exit code {process.ExitCode}.");
        }

        public string ToLine() => string.Join(' ', new[] { Wall, Processor, Peak, Held, Limit, DoubleRate, SingleRate }.Select(n => n.ToString("R", CultureInfo.InvariantCulture)));
    }
}
