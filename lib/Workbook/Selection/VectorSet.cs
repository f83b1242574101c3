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
                max = Math.Max(max, OrderedSums.Norm(this[i]));
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
                    max = Math.Max(max, OrderedSums.Distance(this[i], this[j]));
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
            TensorPrimitives.Divide(row, OrderedSums.Norm<double>(row), row);
        }

        return set;
    }

    /// <summary>The vectors scaled to length 1; a zero vector stays zero.</summary>
    public VectorSet Unit()
    {
        var unit = values.ToArray();
        for (var i = 0; i < Count; i++)
        {
            var vector = unit.AsSpan(i * Width, Width);
            var norm = OrderedSums.Norm<double>(vector);
            if (norm > 0)
                TensorPrimitives.Divide(vector, norm, vector);
        }

        return new VectorSet(Count, Width, unit);
    }

    /// <summary>The vectors less their mean, (1/L) Σ x_i: what the laws of separability assume of real vectors.</summary>
    public VectorSet Centred()
    {
        var mean = new double[Width];
        for (var i = 0; i < Count; i++)
            TensorPrimitives.Add(mean, this[i], mean);
        TensorPrimitives.Divide(mean, Math.Max(Count, 1), mean);
        var centred = values.ToArray();
        for (var i = 0; i < Count; i++)
        {
            var vector = centred.AsSpan(i * Width, Width);
            TensorPrimitives.Subtract(vector, mean, vector);
        }

        return new VectorSet(Count, Width, centred);
    }

    /// <summary>d_eff = 1/tr(Cov²) of unit vectors with mean 0: how many directions they use; d when isotropic.</summary>
    /// <remarks>An unbiased estimate of 1/d_eff from all pairs: the mean of (x_i·x_j)²/(||x_i||²||x_j||²) over i ≠ j; +∞ when all are orthogonal. Centre real vectors first.</remarks>
    /// <exception cref="InvalidOperationException">There are fewer than two vectors that are not zero.</exception>
    public double EffectiveDimension()
    {
        var unit = Unit();
        var kept = Enumerable.Range(0, Count).Where(i => OrderedSums.SumOfSquares(unit[i]) > 0).ToArray();
        if (kept.Length < 2)
            throw new InvalidOperationException("An effective dimension needs at least two vectors that are not zero.");
        var sum = 0.0;
        for (var i = 0; i < kept.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var cosine = OrderedSums.Dot(unit[kept[i]], unit[kept[j]]);
                sum += cosine * cosine;
            }
        }

        return kept.Length * (kept.Length - 1.0) / 2 / sum;
    }
}
