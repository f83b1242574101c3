using System.Numerics.Tensors;

namespace Workbook.Selection;

/// <summary>The vectors x_1 … x_L in R^d that the attention weights mix, row by row in float64.</summary>
public sealed class VectorSet
{
    private readonly double[] values;

    /// <summary>Wraps row-major values without copying them.</summary>
    /// <param name="count">L.</param>
    /// <param name="width">d, at least 1.</param>
    /// <param name="values">x, [L, d] row by row.</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public VectorSet(int count, int width, double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if ((long)count * width != values.Length)
            throw new ArgumentException($"{count} vectors of width {width} need {(long)count * width} values, not {values.Length}.", nameof(values));
        Count = count;
        Width = width;
        this.values = values;
    }

    /// <summary>L, how many vectors there are.</summary>
    public int Count { get; }

    /// <summary>d, the width of each vector.</summary>
    public int Width { get; }

    /// <summary>x_i, [d].</summary>
    /// <param name="i">0 … L−1.</param>
    public ReadOnlySpan<double> this[int i] => values.AsSpan(i * Width, Width);

    /// <summary>All values, [L, d] row by row.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <summary>R = max_i ||x_i||; 0 for an empty set.</summary>
    public double MaxNorm
    {
        get
        {
            var max = 0.0;
            for (var i = 0; i < Count; i++)
                max = Math.Max(max, TensorPrimitives.Norm(this[i]));
            return max;
        }
    }

    /// <summary>diam = max_{i,j} ||x_i − x_j||; O(L² d).</summary>
    public double Diameter
    {
        get
        {
            var max = 0.0;
            for (var i = 0; i < Count; i++)
            {
                for (var j = 0; j < i; j++)
                    max = Math.Max(max, TensorPrimitives.Distance(this[i], this[j]));
            }

            return max;
        }
    }

    /// <summary>A set from one array a vector.</summary>
    /// <param name="rows">The vectors, all of the same width.</param>
    public static VectorSet FromRows(IReadOnlyList<double[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfZero(rows.Count);
        var width = rows[0].Length;
        var values = new double[rows.Count * width];
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].Length != width)
                throw new ArgumentException($"Vector {i} has width {rows[i].Length}, vector 0 has {width}.", nameof(rows));
            rows[i].CopyTo(values, i * width);
        }

        return new VectorSet(rows.Count, width, values);
    }

    /// <summary>Independent vectors, uniform on the unit sphere (isotropic).</summary>
    /// <param name="count">L.</param>
    /// <param name="width">d.</param>
    /// <param name="seed">The seed of the draw.</param>
    public static VectorSet RandomUnit(int count, int width, int seed)
    {
        var random = new Random(seed);
        var set = new VectorSet(count, width, new double[count * width]);
        for (var i = 0; i < count; i++)
        {
            var row = set.values.AsSpan(i * width, width);
            for (var k = 0; k < width; k++)
                row[k] = GaussianDraw.Next(random);
            TensorPrimitives.Divide(row, TensorPrimitives.Norm<double>(row), row);
        }

        return set;
    }
}
