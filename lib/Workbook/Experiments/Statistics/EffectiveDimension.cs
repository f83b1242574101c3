using System.Numerics.Tensors;

namespace Workbook.Experiments.Statistics;

/// <summary>In how many directions vectors spread: d_eff = tr(C)²/tr(C²), C the covariance of the centred vectors; d when isotropic, 1 on a line.</summary>
// Theory section 3 writes 1/tr(Cov²) for unit vectors of mean 0; the quotient is the same there and needs no scale.
public static class EffectiveDimension
{
    /// <summary>d_eff of some vectors.</summary>
    /// <param name="vectors">x, [L, d] row by row.</param>
    /// <param name="width">d.</param>
    /// <returns>NaN when all vectors are equal.</returns>
    public static double Of(ReadOnlySpan<double> vectors, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        var count = vectors.Length / width;
        var mean = new double[width];
        for (var i = 0; i < count; i++)
            TensorPrimitives.Add(mean, vectors.Slice(i * width, width), mean);
        TensorPrimitives.Divide(mean, (double)count, mean);
        var covariance = new double[width * width];
        var centred = new double[width];
        for (var i = 0; i < count; i++)
        {
            TensorPrimitives.Subtract(vectors.Slice(i * width, width), mean, centred);
            for (var j = 0; j < width; j++)
            {
                var row = covariance.AsSpan(j * width, width);
                TensorPrimitives.MultiplyAdd(centred, centred[j], row, row);
            }
        }

        var trace = 0.0;
        for (var j = 0; j < width; j++)
            trace += covariance[j * width + j];
        return trace * trace / OrderedSums.SumOfSquares<double>(covariance);
    }
}
