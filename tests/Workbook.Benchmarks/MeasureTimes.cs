using System.Diagnostics;
using System.Numerics.Tensors;
using Workbook.Bounds;
using Workbook.Selection;
using static TorchSharp.torch;

namespace Workbook.Benchmarks;

/// <summary>Each measure as batched tensors against the plain form that the experiments use, and sums in a fixed order against those of System.Numerics.Tensors, on one thread, in processor time.</summary>
internal static class MeasureTimes
{
    private const int Length = 512;
    private const int Width = 64;
    private const int Rounds = 3;

    /// <summary>Prints the plain form's time and how many times longer the other takes.</summary>
    public static void Print()
    {
        set_num_threads(1);
        var heads = RandomHeads.Draw(1, Length, Width);
        // Eight queries spread over the second half, as one batch; both forms work on the same rows.
        var queries = Enumerable.Range(1, 8).Select(k => Length / 2 + k * Length / 16 - 1).ToArray();
        var rows = queries.Select(t => Array.ConvertAll(heads.Weights(0, t).ToArray(), a => (double)a)).ToArray();
        var vectors = new VectorSet(Length, Width, Array.ConvertAll(heads.Vectors(0).ToArray(), v => (double)v));
        var own = queries.Select(t => new VectorSet(t + 1, Width, vectors.Values[..((t + 1) * Width)].ToArray())).ToArray();
        var weights = tensor(rows.SelectMany(r => r.Concat(new double[Length - r.Length])).ToArray(), [rows.Length, Length]);
        var (x, lengths) = (tensor(vectors.Values.ToArray(), [Length, Width]), tensor(queries.Select(t => t + 1L).ToArray()));
        var radius = ones(rows.Length, dtype: ScalarType.Float64);
        int[] sizes = [1, 2, 4, 8, 16, 32, 64, 128];

        Console.WriteLine($"{rows.Length} rows of {queries[0] + 1} to {Length} tokens, d = {Width}, float64, one thread, processor time, median of {Rounds}");
        void Each(Action<int> work)
        {
            for (var k = 0; k < rows.Length; k++)
                work(k);
        }

        Line("distance curves, plain forms of one row", () => Each(k =>
        {
            CumulativeDistance.AllN(rows[k], own[k]);
            ResultantDistance.AllN(rows[k], own[k]);
            DistanceBounds.AllN(rows[k], own[k]);
            RandomSelection.MainSum(rows[k], own[k]);
            RandomSelection.UpperBound(rows[k], own[k]);
            RandomSelection.PlugIn(rows[k], own[k]);
        }), () => BatchedDistance.Of(weights, x, lengths).Dispose());
        var whole = new HeadRows(1, Length, Width, Enumerable.Repeat(heads.Weights(0, Length - 1).ToArray(), Length).SelectMany(r => r).ToArray(), heads.Vectors(0).ToArray());
        Line("distance curves, the experiments' head pass of all rows", () => HeadDistanceCurves.Visit(whole, new(1), (_, _, _) => { }), () =>
        {
            for (var chunk = 0; chunk < Length; chunk += rows.Length)
                BatchedDistance.Of(weights, x, lengths).Dispose();
        });
        Line("separability at eight sizes", () => Each(k => Separability.At(rows[k], own[k], sizes, 1)), () => BatchedSeparability.At(weights, x, sizes, radius, lengths));
        Line("selected mass", () => Each(k => SelectedMass.AllN(rows[k])), () => BatchedSelection.Mass(weights, lengths));
        Line("truncation errors", () => Each(k => TruncationError.AllN(rows[k], own[k])), () => BatchedSelection.TruncationErrors(weights, x, lengths));
        Line("entropy", () => Each(k => EntropyBounds.Entropy(rows[k])), () => BatchedRows.Entropy(weights));
        Line("||J||_2", () => Each(k => SoftmaxJacobian.SpectralNorm(rows[k])), () => BatchedRows.JacobianSpectralNorm(weights));
        Line("||J||_F", () => Each(k => SoftmaxJacobian.FrobeniusNorm(rows[k])), () => BatchedRows.JacobianFrobeniusNorm(weights));
        Line("output Jacobian", () => Each(k => OutputJacobian.SpectralNorm(rows[k], own[k])), () => BatchedRows.OutputSpectralNorm(weights, x));
        Line("gap counting", () => Each(k => GapCounting.Of(rows[k])), () => BatchedRows.Gaps(weights));

        var (u, v, into) = (rows[^1], vectors.Values[..rows[^1].Length].ToArray(), new double[rows[^1].Length]);
        const int Many = 20_000;
        void Repeat(Action work)
        {
            for (var k = 0; k < Many; k++)
                work();
        }

        Line($"sum of {u.Length}, TensorPrimitives against a fixed order", () => Repeat(() => TensorPrimitives.Sum<double>(u)), () => Repeat(() => OrderedSums.Sum<double>(u)));
        Line("distance", () => Repeat(() => TensorPrimitives.Distance<double>(u, v)), () => Repeat(() => OrderedSums.Distance<double>(u, v)));
        Line("norm of 64", () => Repeat(() => TensorPrimitives.Norm<double>(v.AsSpan(0, 64))), () => Repeat(() => OrderedSums.Norm<double>(v.AsSpan(0, 64))));
        Line("exponentials", () => Repeat(() => TensorPrimitives.Exp<double>(u, into)), () => Repeat(() => Entrywise.Exp<double>(u, into)));
    }

    private static void Line(string name, Action plain, Action other)
    {
        var (first, second) = (Median(plain), Median(other));
        Console.WriteLine($"{name,-62}{first.TotalMicroseconds,14:N0} us{second / first,10:N2} times");
    }

    private static TimeSpan Median(Action work)
    {
        void Run()
        {
            using var scope = NewDisposeScope();
            work();
        }

        Run();
        using var process = Process.GetCurrentProcess();
        return Enumerable.Range(0, Rounds).Select(_ =>
        {
            // Ten milliseconds of processor time at least: the clock ticks no finer.
            process.Refresh();
            var (before, runs, spent) = (process.TotalProcessorTime, 0, TimeSpan.Zero);
            while (spent < TimeSpan.FromMilliseconds(200))
            {
                Run();
                runs++;
                process.Refresh();
                spent = process.TotalProcessorTime - before;
            }

            return spent / runs;
        }).Order().ElementAt(Rounds / 2);
    }
}
