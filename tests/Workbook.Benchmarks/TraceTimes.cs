using System.Diagnostics;
using System.Globalization;
using TorchSharp;
using Workbook.Gpt2;
using Workbook.Torch;
using static TorchSharp.torch;

namespace Workbook.Benchmarks;

/// <summary>
/// What it costs to see every attention map: GPT-2 small's shape, random weights, L = 1024, batch 1, float32. (a) next-token logits alone,
/// fused attention; (b) the same logits by a streaming trace whose 144 maps are all visited. Both in one process, by turns.
/// </summary>
internal static class TraceTimes
{
    private const int Rounds = 5;
    private const int Length = 1024;
    private static readonly Gpt2Config Config = new();

    // Multiplications and additions: the blocks' maps, the causal half of attention's two products, the head.
    private static double Operations =>
        (2.0 * Length * ((12.0 * Config.Width * Config.Width * Config.Layers) + ((double)Config.Width * Config.VocabularySize))) + (2.0 * Length * Length * Config.Width * Config.Layers);

    /// <summary>Prints times, ratio, share of a plain product's rate, and the peak memory of each in a process of its own.</summary>
    public static void Print()
    {
        TorchRuntime.Start();
        Console.WriteLine($"GPT-2 small's shape, L = {Length}, float32, {get_num_threads()} threads; medians of {Rounds} rounds by turns");
        using var model = NewModel();
        using var left = rand(2048, 2048);
        using var right = rand(2048, 2048);
        Dictionary<string, Action> all = new()
        {
            ["(a) logits, fused"] = () => Logits(model),
            ["(b) logits, 144 maps visited"] = () => Maps(model),
            ["plain product, 2048^3"] = () => left.matmul(right).Dispose(),
        };
        foreach (var work in all.Values) work();
        var times = all.Keys.ToDictionary(name => name, _ => new List<(double Wall, double Processor)>());
        for (var round = 0; round < Rounds; round++)
            foreach (var (name, work) in all) times[name].Add(Time(work, name.StartsWith("plain", StringComparison.Ordinal) ? 10 : 1));
        foreach (var name in all.Keys) Console.WriteLine(FormattableString.Invariant($"{name,-30} {Wall(name),7:0.000} s   {Processor(name),7:0.000} s of processor time"));
        var (a, b, product) = ("(a) logits, fused", "(b) logits, 144 maps visited", "plain product, 2048^3");
        Console.WriteLine(FormattableString.Invariant($"(b) / (a): {Wall(b) / Wall(a):0.00} by the clock, {Processor(b) / Processor(a):0.00} in processor time"));
        var rate = 2 * Math.Pow(2048, 3);
        Console.WriteLine(FormattableString.Invariant($"plain product {rate / Wall(product) / 1e9:0} GFLOP/s; (a) {Operations / Wall(a) / 1e9:0} GFLOP/s, {Operations / Wall(a) / (rate / Wall(product)):0%} of it ({Operations / Processor(a) / (rate / Processor(product)):0%} in processor time)"));
        foreach (var which in new[] { "a", "b" }) PrintMemory(which);

        double Wall(string name) => times[name].Select(t => t.Wall).Order().ElementAt(Rounds / 2);
        double Processor(string name) => times[name].Select(t => t.Processor).Order().ElementAt(Rounds / 2);
    }

    /// <summary>Prints the peak resident memory of one run above that of the loaded model, in MB; for a process of its own.</summary>
    public static void Memory(string which)
    {
        TorchRuntime.Start();
        using var model = NewModel();
        using (var one = zeros(1, 1, dtype: ScalarType.Int64))
        using (no_grad())
            model.forward(one).Dispose();
        var before = Status("VmRSS");
        File.WriteAllText("/proc/self/clear_refs", "5");
        if (which == "a") Logits(model);
        else Maps(model);
        Console.WriteLine(FormattableString.Invariant($"{(Status("VmHWM") - before) / 1024:0}"));
    }

    private static Gpt2Model NewModel()
    {
        manual_seed(1);
        var model = new Gpt2Model(Config);
        model.eval();
        return model;
    }

    private static Tensor Ids() => randint(Config.VocabularySize, [1, Length], dtype: ScalarType.Int64);

    private static void Logits(Gpt2Model model)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        model.forward(Ids());
    }

    private static void Maps(Gpt2Model model)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        int[] ids = [.. Ids().data<long>().Select(id => (int)id)];
        double mass = 0;
        foreach (var layer in AttentionTrace.Run(model, ids, new(Keep: TraceParts.Weights | TraceParts.Output)))
        {
            using var sum = layer.Weights.sum();
            mass += sum.item<float>();
            if (layer.Layer == Config.Layers - 1) model.Head(layer.Output.unsqueeze(0));
        }
        // Every row of every map sums to 1.
        var rows = (double)Config.Layers * Config.Heads * Length;
        if (Math.Abs(mass - rows) > 1e-3 * rows) throw new InvalidOperationException($"The maps hold {mass}, not {rows}.");
    }

    private static (double Wall, double Processor) Time(Action work, int times)
    {
        using var process = Process.GetCurrentProcess();
        var (before, clock) = (process.TotalProcessorTime, Stopwatch.StartNew());
        for (var i = 0; i < times; i++) work();
        var wall = clock.Elapsed;
        process.Refresh();
        return (wall.TotalSeconds / times, (process.TotalProcessorTime - before).TotalSeconds / times);
    }

    private static void PrintMemory(string which)
    {
        if (!OperatingSystem.IsLinux()) return;
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(TraceTimes).Assembly.Location, "trace-memory", which]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        Console.WriteLine($"({which}) peak memory above the model's own: {process.StandardOutput.ReadToEnd().Trim()} MB");
    }

    private static double Status(string key) => double.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith(key, StringComparison.Ordinal)).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
