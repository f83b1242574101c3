using TorchSharp;
using Workbook.Normalizers;
using Workbook.Selection;
using static TorchSharp.torch;

namespace Workbook.Tests.Selection;

/// <summary>Causal rows of two heads as tensors, and each row by itself as the plain forms take it.</summary>
internal sealed class BatchedRowsOfHeads : IDisposable
{
    public const int Heads = 2, Length = 13, Width = 4;

    private readonly double[][][] weights;
    private readonly VectorSet[] vectors;

    public BatchedRowsOfHeads(ScalarType type, int seed = 1)
    {
        var random = new Random(seed);
        vectors = [.. Enumerable.Range(0, Heads).Select(h => VectorSet.RandomUnit(Length, Width, seed + h))];
        // Halves of whole numbers: many weights are equal. Query 5 has weights that are 0 as well.
        weights = [.. Enumerable.Range(0, Heads).Select(_ => Enumerable.Range(0, Length).Select(t =>
            StableSoftmax.Weights(Enumerable.Range(0, t + 1).Select(i => t == 5 && i % 3 == 1 ? double.NegativeInfinity : random.Next(-3, 4) / 2.0).ToArray())).ToArray())];
        Weights = tensor(weights.SelectMany(h => h.SelectMany(row => row.Concat(new double[Length - row.Length]))).ToArray(), [Heads, Length, Length], dtype: type);
        Vectors = tensor(vectors.SelectMany(v => v.Values.ToArray()).ToArray(), [Heads, Length, Width], dtype: type);
        Lengths = arange(1, Length + 1, dtype: ScalarType.Int64);
    }

    public Tensor Weights { get; }

    public Tensor Vectors { get; }

    public Tensor Lengths { get; }

    /// <summary>Calls a check with every row, its own vectors, its head and query.</summary>
    public void Each(Action<double[], VectorSet, int, int> check)
    {
        for (var h = 0; h < Heads; h++)
        {
            for (var t = 0; t < Length; t++)
                check(weights[h][t], new VectorSet(t + 1, Width, vectors[h].Values[..((t + 1) * Width)].ToArray()), h, t);
        }
    }

    /// <summary>A row of a batched curve, and that nothing stands past the row's length.</summary>
    public static double[] Row(Tensor curves, int head, int query, int entries)
    {
        using var scope = NewDisposeScope();
        var row = curves[head][query].to_type(ScalarType.Float64).contiguous().data<double>().ToArray();
        Xunit.Assert.All(row[entries..], value => Xunit.Assert.True(double.IsNaN(value)));
        return row[..entries];
    }

    public static void Equal(double[] expected, double[] actual, double tolerance)
    {
        Xunit.Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Xunit.Assert.Equal(expected[i], actual[i], tolerance);
    }

    public void Dispose()
    {
        Weights.Dispose();
        Vectors.Dispose();
        Lengths.Dispose();
    }
}
