using Workbook.Bounds;
using Workbook.Selection;
using static TorchSharp.torch;

namespace Workbook.Experiments;

/// <summary>The distance curves of some rows of one head, computed all at once on another device and read row by row here.</summary>
internal sealed class BatchedCurves
{
    private readonly int entries;
    private readonly double[][] curves;
    private readonly double[] random;

    /// <param name="weights">a, [rows, L] row by row, 0 after each row's tokens.</param>
    /// <param name="lengths">Tokens of each row.</param>
    /// <param name="vectors">x, [at least L, d] row by row.</param>
    /// <param name="width">d.</param>
    /// <param name="permutations">Random orders, [draws][rows, L]: each row's own tokens first.</param>
    /// <param name="device">Where to compute; it must know float64.</param>
    public BatchedCurves(double[] weights, long[] lengths, ReadOnlySpan<double> vectors, int width, IReadOnlyList<long[]> permutations, Device device)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        long length = weights.Length / lengths.Length;
        entries = (int)length + 1;
        var a = tensor(weights, [lengths.Length, length], device: device);
        var x = tensor(vectors[..((int)length * width)].ToArray(), [length, width], device: device);
        var tokens = tensor(lengths, device: device);
        using var batch = BatchedDistance.Of(a, x, tokens);
        curves = [.. new[] { batch.Cumulative, batch.Resultant, batch.Published, batch.MainSum, batch.PlugIn, batch.Upper }.Select(Copy)];
        random = new double[lengths.Length * entries];
        foreach (var permutation in permutations)
        {
            using var inner = NewDisposeScope();
            var draw = Copy(BatchedDistance.CumulativeInOrder(a, x, tensor(permutation, [lengths.Length, length], device: device), tokens));
            for (var i = 0; i < draw.Length; i++)
                random[i] += draw[i];
        }
    }

    /// <summary>Copies the curves of one row, the random ones summed over the draws; entries past the row's length are not set.</summary>
    public void Read(int row, int length, DistanceCurves into)
    {
        void Part(double[] from, double[] to) => from.AsSpan(row * entries, length + 1).CopyTo(to);
        Part(curves[0], into.Cumulative);
        Part(curves[1], into.Resultant);
        Part(curves[2], into.Published);
        Part(curves[3], into.MainSum);
        Part(curves[4], into.PlugIn);
        Part(curves[5], into.Upper);
        Part(random, into.Random);
    }

    private static double[] Copy(Tensor curve) => curve.cpu().contiguous().data<double>().ToArray();
}
