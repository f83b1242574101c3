using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using TorchSharp;
using Workbook.Normalizers;
using static TorchSharp.torch;

namespace Workbook.Benchmarks;

/// <summary>Every normalizer on the same causal logits, in times of softmax measured in the same run; and softmax of one row on spans.</summary>
/// <remarks>The forms take turns within a round, so that other work on the machine meets all of them; a ratio is the median of the rounds' ratios.</remarks>
internal static class NormalizerTimes
{
    private const int Heads = 12;
    private const int Length = 1024;
    private const int Rounds = 7;
    private const int SpanRounds = 41;

    /// <summary>Prints the median wall time of each, the median of its ratio to the first in the same round, and the ratio of processor times, which other work disturbs less.</summary>
    public static void Print()
    {
        PrintWeights([.. NormalizerCatalogue.All, new Entmax(1.1), new Entmax(1.25), new Entmax(1.75), new Entmax(2), new Entmax(3), new Normmax(1.5)]);
        PrintNorms();
        PrintSpans();
    }

    /// <summary>The weights of some normalizers.</summary>
    /// <param name="normalizers">Which.</param>
    public static void PrintWeights(IReadOnlyList<INormalizer> normalizers)
    {
        using var scope = NewDisposeScope();
        using var constant = no_grad();
        var logits = Logits();
        Console.WriteLine($"Weights of [{Heads}, {Length}, {Length}] causal float32 logits, standard deviation 1.5; median of {Rounds} rounds, {get_num_threads()} threads in torch, {Environment.ProcessorCount} processors");
        Report([("softmax of torch", () => logits.softmax(-1).Dispose()), .. normalizers.Select(f => (NormalizerCatalogue.Text(f), (Action)(() => f.Weights(logits).Dispose())))], 1);
    }

    private static void PrintNorms()
    {
        using var scope = NewDisposeScope();
        using var constant = no_grad();
        var logits = Logits()[0];
        var norms = new INormalizer[] { new Softmax(), new Sparsemax(), new Entmax(), new Entmax(1.25), new Softpick() };
        Console.WriteLine("Jacobian norm of every row of the first head");
        Report([("softmax of torch", () => logits.softmax(-1).Dispose()), .. norms.Select(f => (NormalizerCatalogue.Text(f), (Action)(() => f.JacobianNorm(logits).Dispose())))], 1);
    }

    private static torch.Tensor Logits() =>
        (randn(Heads, Length, Length, generator: new Generator(1)) * 1.5).masked_fill(ones(Length, Length, dtype: ScalarType.Bool).triu(1), double.NegativeInfinity);

    /// <summary>Softmax and the sparse normalizers of one row on plain spans.</summary>
    public static void PrintSpans()
    {
        Console.WriteLine($"One row on spans; median of {SpanRounds} rounds");
        foreach (var length in new[] { 127, 128, 1024, 16384 })
        {
            var wide = Row<double>(length);
            var (narrow, repeats) = (Row<float>(length), 400_000 / length);
            Report(
            [
                ($"TensorPrimitives.SoftMax, double, L = {length}", () => TensorPrimitives.SoftMax<double>(wide.From, wide.To)),
                ("StableSoftmax", () => StableSoftmax.Weights(wide.From, wide.To)),
                ("StableSoftmax, T = 2", () => StableSoftmax.Weights(wide.From, wide.To, 2)),
                ("SparseRow.Sparsemax", () => SparseRow.Sparsemax(wide.From, wide.To)),
                ("SparseRow.Entmax, 1.5", () => SparseRow.Entmax(wide.From, wide.To)),
            ],
                repeats,
                SpanRounds);
            Report(
            [
                ($"TensorPrimitives.SoftMax, float, L = {length}", () => TensorPrimitives.SoftMax<float>(narrow.From, narrow.To)),
                ("StableSoftmax", () => StableSoftmax.Weights(narrow.From, narrow.To)),
                ("StableSoftmax, T = 2", () => StableSoftmax.Weights(narrow.From, narrow.To, 2)),
            ],
                repeats,
                SpanRounds);
        }
    }

    private static (T[] From, T[] To) Row<T>(int length)
        where T : INumber<T>
    {
        var random = new Random(1);
        return ([.. Enumerable.Range(0, length).Select(_ => T.CreateTruncating(random.NextDouble() * 6 - 3))], new T[length]);
    }

    private static void Report((string Name, Action Run)[] forms, int repeats, int rounds = Rounds)
    {
        foreach (var (_, run) in forms)
        {
            var warm = Stopwatch.StartNew();
            while (warm.ElapsedMilliseconds < 300)
                run();
        }

        var times = forms.Select(_ => new double[rounds]).ToArray();
        var processor = new double[forms.Length];
        for (var round = 0; round < rounds; round++)
        {
            for (var form = 0; form < forms.Length; form++)
            {
                var before = Environment.CpuUsage.TotalTime;
                var clock = Stopwatch.StartNew();
                for (var i = 0; i < repeats; i++)
                    forms[form].Run();
                times[form][round] = clock.Elapsed.TotalMicroseconds / repeats;
                processor[form] += (Environment.CpuUsage.TotalTime - before).TotalSeconds;
            }
        }

        for (var form = 0; form < forms.Length; form++)
            Console.WriteLine($"  {forms[form].Name,-60} {Median(times[form]),12:N3} us  {Median(times[form].Zip(times[0], (mine, first) => mine / first)),8:N2}  {processor[form] / processor[0],8:N2}");
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
