using System.Diagnostics;
using TorchSharp;
using Workbook.Experiments;
using Workbook.Gpt2;
using Workbook.Training;
using static TorchSharp.torch;

namespace Workbook.Benchmarks;

/// <summary>Time and memory of experiments 1 to 5 on one text at L = 1024, and their share of what a matrix product's rate would allow.</summary>
internal static class ExperimentTimes
{
    private const int Length = 1024;

    // Floating-point operations a (query, N, token) triple of the kernels' inner loops, counted in the source; a root counts as 7.
    private static readonly Dictionary<string, double> Operations = new() { ["distance"] = 66, ["critical-n"] = 66, ["separability"] = 5 };

    /// <summary>Measures nano on the generated stories, or a model of GPT-2 small's shape with random weights on random tokens.</summary>
    /// <param name="gpt2">Which of the two.</param>
    public static void Print(bool gpt2)
    {
        using var checkpoint = gpt2 ? null : Checkpoint.Load();
        manual_seed(1);
        using var random = gpt2 ? new Gpt2Model(new Gpt2Config { VocabularySize = 2048 }) : null;
        var model = random ?? checkpoint!.Model;
        model.eval();
        var draws = new Random(1);
        var text = gpt2
            ? ExperimentText.OfIds("random", [.. Enumerable.Range(0, Length).Select(_ => draws.Next(2048))])
            : Corpus.Find(Corpus.Stories, checkpoint!.Tokenizer);
        var rate = ProductRate();
        var triples = (double)model.Config.Layers * model.Config.Heads * Length * Length * Length / 3;
        Console.WriteLine($"{(gpt2 ? "GPT-2 small's shape, random weights" : "nano")}, one text, L = {Length}, {model.Config.Layers * model.Config.Heads} heads; a float64 product of 1024 runs at {rate / 1e9:0.0} GFLOP/s");
        Console.WriteLine($"{"experiment",14} {"wall",9} {"processor",10} {"peak memory",12} {"share of the limit",19}");
        var options = new ExperimentOptions();
        using var process = Process.GetCurrentProcess();
        foreach (var name in new[] { "dilution", "distance", "critical-n", "separability", "sensitivity" })
        {
            process.Refresh();
            var (clock, processor) = (Stopwatch.StartNew(), process.TotalProcessorTime);
            new ExperimentRun(ExperimentCatalogue.Find(name), options, new("benchmark", "", "cpu"), model).Run([text], t => new ModelTrace(model, t.Ids), model.Config.Layers);
            process.Refresh();
            var share = Operations.TryGetValue(name, out var operations) ? $"{operations * triples / rate / clock.Elapsed.TotalSeconds:0.0%}" : "";
            Console.WriteLine($"{name,14} {clock.Elapsed.TotalSeconds,7:0.0} s {(process.TotalProcessorTime - processor).TotalSeconds,8:0.0} s {process.PeakWorkingSet64 / 1e6,9:0} MB {share,19}");
        }
    }

    // The median of some rounds, on all threads.
    private static double ProductRate()
    {
        using var scope = NewDisposeScope();
        var a = rand(1024, 1024, dtype: ScalarType.Float64);
        double Once()
        {
            var clock = Stopwatch.StartNew();
            using var product = a.matmul(a);
            return 2.0 * 1024 * 1024 * 1024 / clock.Elapsed.TotalSeconds;
        }

        Once();
        return Enumerable.Range(0, 5).Select(_ => Once()).Order().ElementAt(2);
    }
}
