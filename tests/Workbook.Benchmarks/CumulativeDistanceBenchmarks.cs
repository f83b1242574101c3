using BenchmarkDotNet.Attributes;
using Workbook.Selection;

namespace Workbook.Benchmarks;

/// <summary>D_N for every N: the library's recursion on one thread and on all, against the direct form of the paper's pseudocode.</summary>
/// <remarks>
/// 12 heads, L = 1024, d = 64, all causal queries. The direct form runs on a sample of queries spread evenly over the row lengths;
/// both report the mean time of one query, so that the ratio is that of the whole task.
/// </remarks>
[Config(typeof(InProcessConfig))]
public class CumulativeDistanceBenchmarks
{
    internal const int Heads = 12;
    internal const int Length = 1024;
    private const int Width = 64;
    internal const int Sampled = 8;
    private HeadRows rows = null!;

    /// <summary>Draws Gaussian logits (σ = 1.5) and Gaussian vectors, seeded.</summary>
    [GlobalSetup]
    public void Draw() => rows = RandomHeads.Draw(Heads, Length, Width);

    /// <summary>The paper's pseudocode: scalar, one thread, s_N anew for each N.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Sampled)]
    public double Direct()
    {
        var sum = 0.0;
        var curve = new double[Length + 1];
        for (var k = 0; k < Sampled; k++)
        {
            // The middle of each of equal parts; the cost grows with the square of the length.
            var query = (2 * k + 1) * Length / (2 * Sampled);
            DirectDistance.AllN(rows.Weights(0, query), rows.Vectors(0), Width, curve.AsSpan(0, query + 2));
            sum += curve[query / 2];
        }

        return sum;
    }

    /// <summary>The library on one thread.</summary>
    [Benchmark(OperationsPerInvoke = Heads * Length)]
    public double OneThread() => Sum(new HeadDistanceOptions(1));

    /// <summary>The library on all threads.</summary>
    [Benchmark(OperationsPerInvoke = Heads * Length)]
    public double AllThreads() => Sum(new HeadDistanceOptions());

    private double Sum(HeadDistanceOptions options)
    {
        var sums = new double[Heads * Length];
        HeadDistances.VisitCumulative(rows, options, (head, query, curve) => sums[head * Length + query] = curve[query / 2]);
        return sums.Sum();
    }
}
