using System.Numerics;

namespace Workbook.Selection;

/// <summary>The Gram matrix G = X Xᵀ of a head's vectors: made once a head, it serves every query and every N.</summary>
// Theory section 2, "all N at once".
internal sealed class GramMatrix
{
    /// <summary>Rows are padded to a whole number of the widest vectors, so that inner loops need no tail.</summary>
    internal const int Lanes = 8;

    private const int RowsAtOnce = 4;

    private readonly int width;
    private readonly double[] values;
    private readonly double[] transposed;

    /// <summary>Memory for vectors of up to these sizes; <see cref="Fill"/> may be called again and again.</summary>
    public GramMatrix(int capacity, int width)
    {
        this.width = width;
        Stride = Padded(capacity);
        values = new double[Stride * Math.Max(capacity, 1)];
        transposed = new double[Stride * width];
    }

    /// <summary>The distance between the starts of two rows.</summary>
    public int Stride { get; }

    /// <summary>G_{i, 0…}, padded with zeros.</summary>
    public ReadOnlySpan<double> Row(int i) => values.AsSpan(i * Stride, Stride);

    /// <summary>G_ij = x_i · x_j.</summary>
    public double this[int i, int j] => values[i * Stride + j];

    public static int Padded(int length) => (length + Lanes - 1) / Lanes * Lanes;

    public static GramMatrix Of(VectorSet vectors)
    {
        var gram = new GramMatrix(vectors.Count, vectors.Width);
        gram.Fill(vectors.Values);
        return gram;
    }

    /// <summary>Computes G of row-major vectors, [L, d]. Every entry sums its products in the same order, so equal vectors give equal entries.</summary>
    public void Fill(ReadOnlySpan<double> vectors)
    {
        var count = vectors.Length / width;
        Array.Clear(transposed);
        for (var i = 0; i < count; i++)
        {
            for (var k = 0; k < width; k++)
                transposed[k * Stride + i] = vectors[i * width + k];
        }

        var blocks = count / RowsAtOnce * RowsAtOnce;
        for (var i = 0; i < blocks; i += RowsAtOnce)
            FillBlock(vectors, i);
        for (var i = blocks; i < count; i++)
            FillTail(vectors.Slice(i * width, width), values.AsSpan(i * Stride, Stride), 0);
    }

    // Four rows at once: each column of the transposed vectors is loaded once for all four.
    private void FillBlock(ReadOnlySpan<double> vectors, int i)
    {
        var lanes = Vector<double>.Count;
        var first = vectors.Slice(i * width, width);
        var second = vectors.Slice((i + 1) * width, width);
        var third = vectors.Slice((i + 2) * width, width);
        var fourth = vectors.Slice((i + 3) * width, width);
        for (var j = 0; j < Stride; j += lanes)
        {
            Vector<double> a = default, b = default, c = default, d = default;
            for (var k = 0; k < width; k++)
            {
                var column = new Vector<double>(transposed, k * Stride + j);
                a = Vector.FusedMultiplyAdd(new Vector<double>(first[k]), column, a);
                b = Vector.FusedMultiplyAdd(new Vector<double>(second[k]), column, b);
                c = Vector.FusedMultiplyAdd(new Vector<double>(third[k]), column, c);
                d = Vector.FusedMultiplyAdd(new Vector<double>(fourth[k]), column, d);
            }

            a.CopyTo(values, i * Stride + j);
            b.CopyTo(values, (i + 1) * Stride + j);
            c.CopyTo(values, (i + 2) * Stride + j);
            d.CopyTo(values, (i + 3) * Stride + j);
        }
    }

    private void FillTail(ReadOnlySpan<double> x, Span<double> row, int from)
    {
        for (var j = from; j < Stride; j++)
        {
            var sum = 0.0;
            for (var k = 0; k < width; k++)
                sum = Math.FusedMultiplyAdd(x[k], transposed[k * Stride + j], sum);
            row[j] = sum;
        }
    }
}
