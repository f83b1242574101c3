using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Workbook.Normalizers;

/// <summary>Sparsemax, α-entmax and normmax of one row on plain spans, for exact mathematics and small experiments.</summary>
/// <remarks>No sorting: only logits close enough to the largest are looked at, and a search of the threshold drops those that fall below it.</remarks>
// Martins and Astudillo 2016, arXiv 1602.02068; Peters, Niculae and Martins 2019, arXiv 1905.05702; Blondel, Martins and Niculae 2020, arXiv 1901.02324
public static class SparseRow
{
    private const double MostNarrowPower = 20;

    /// <summary>Sparsemax: the point of the simplex nearest to l/T.</summary>
    /// <param name="logits">l, [L], each finite or −∞ (masked).</param>
    /// <param name="weights">Receives a, [L]; zeros when the row is masked whole. May be the same memory as <paramref name="logits"/>.</param>
    /// <param name="temperature">T, positive and finite.</param>
    /// <exception cref="ArgumentException">A logit is NaN or +∞, or the lengths differ.</exception>
    public static void Sparsemax(ReadOnlySpan<double> logits, Span<double> weights, double temperature = 1) =>
        Checked(logits, weights, 1 / StableSoftmax.CheckedTemperature(temperature), 1, 1);

    /// <inheritdoc cref="Sparsemax(ReadOnlySpan{double}, Span{double}, double)"/>
    public static void Sparsemax(ReadOnlySpan<float> logits, Span<float> weights, double temperature = 1) =>
        Checked(logits, weights, 1 / StableSoftmax.CheckedTemperature(temperature), 1, 1);

    /// <summary>α-entmax: [(α − 1) l/T − τ]+^(1/(α − 1)).</summary>
    /// <param name="logits">l, [L], each finite or −∞ (masked).</param>
    /// <param name="weights">Receives a, [L]; zeros when the row is masked whole. May be the same memory as <paramref name="logits"/>.</param>
    /// <param name="alpha">α, above 1 and finite.</param>
    /// <param name="temperature">T, positive and finite.</param>
    /// <exception cref="ArgumentException">A logit is NaN or +∞, the lengths differ, or a parameter is out of its range.</exception>
    public static void Entmax(ReadOnlySpan<double> logits, Span<double> weights, double alpha = 1.5, double temperature = 1)
    {
        var power = 1 / (Parameter.Above(alpha, 1, nameof(alpha)) - 1);
        Checked(logits, weights, (alpha - 1) / StableSoftmax.CheckedTemperature(temperature), power, power);
    }

    /// <summary>Normmax: argmax l·a/T − ||a||_α.</summary>
    /// <param name="logits">l, [L], each finite or −∞ (masked).</param>
    /// <param name="weights">Receives a, [L]; zeros when the row is masked whole. May be the same memory as <paramref name="logits"/>.</param>
    /// <param name="alpha">α, above 1 and finite.</param>
    /// <param name="temperature">T, positive and finite.</param>
    /// <exception cref="ArgumentException">A logit is NaN or +∞, the lengths differ, or a parameter is out of its range.</exception>
    public static void Normmax(ReadOnlySpan<double> logits, Span<double> weights, double alpha = 2, double temperature = 1)
    {
        var exponent = 1 / (Parameter.Above(alpha, 1, nameof(alpha)) - 1);
        Checked(logits, weights, 1 / StableSoftmax.CheckedTemperature(temperature), alpha * exponent, exponent);
    }

    /// <summary>a = u/Σu, u = [x − τ]+^exponent, Σ [x − τ]+^power = 1, x = scale (l − max l).</summary>
    /// <returns>False, and nothing written, when a logit is NaN or +∞.</returns>
    internal static bool TryFill<T>(ReadOnlySpan<T> logits, Span<T> weights, RowScale scale, double power, double exponent)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var max = TensorPrimitives.Max(logits);
        if (T.IsNaN(max) || T.IsPositiveInfinity(max))
            return false;
        if (T.IsNegativeInfinity(max))
        {
            weights.Clear();
            return true;
        }

        var buffer = ArrayPool<double>.Shared.Rent(4 * logits.Length);
        var places = ArrayPool<int>.Shared.Rent(logits.Length);
        try
        {
            var count = Near(logits, max, scale.OfCount is null ? scale.Fixed : scale.OfCount(logits.Length - Masked(logits)), buffer, places);
            var x = buffer.AsSpan(0, count);
            var threshold = Threshold(x, buffer.AsSpan(count, 3 * count), typeof(T) == typeof(float), power);
            TensorPrimitives.Subtract(x, threshold, x);
            TensorPrimitives.Max(x, 0, x);
            if (exponent == 2)
                TensorPrimitives.Multiply<double>(x, x, x);
            else if (exponent != 1)
                ThresholdSearch.Power<double>(x, exponent, x);
            TensorPrimitives.Divide(x, OrderedSums.Sum<double>(x), x);
            weights.Clear();
            for (var i = 0; i < count; i++)
                weights[places[i]] = T.CreateTruncating(x[i]);
            return true;
        }
        finally
        {
            ArrayPool<double>.Shared.Return(buffer);
            ArrayPool<int>.Shared.Return(places);
        }
    }

    private static double Threshold(ReadOnlySpan<double> x, Span<double> scratch, bool narrow, double power)
    {
        // A rounding error of τ grows by the power: beyond this, single precision would show in single-precision weights.
        if (narrow && power is > 1 and not 2 and <= MostNarrowPower)
        {
            var floats = MemoryMarshal.Cast<double, float>(scratch);
            TensorPrimitives.ConvertTruncating(x, floats[..x.Length]);
            return ThresholdSearch.FindNarrow(floats[..x.Length], floats.Slice(x.Length, 2 * x.Length), power);
        }

        var work = scratch[..x.Length];
        x.CopyTo(work);
        return ThresholdSearch.Find(work, scratch.Slice(x.Length, 2 * x.Length), power);
    }

    private static void Checked<T>(ReadOnlySpan<T> logits, Span<T> weights, double scale, double power, double exponent)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (weights.Length != logits.Length)
            throw new ArgumentException($"{logits.Length} logits need {logits.Length} weights, not {weights.Length}.", nameof(weights));
        if (!logits.IsEmpty && !TryFill(logits, weights, new RowScale(scale), power, exponent))
            throw new ArgumentException("A logit is NaN or +infinity; each must be finite or -infinity.", nameof(logits));
    }

    private static int Masked<T>(ReadOnlySpan<T> logits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var count = 0;
        foreach (var l in logits)
            count += T.IsNegativeInfinity(l) ? 1 : 0;
        return count;
    }

    // No threshold lies below −1, so nothing at or below it has weight.
    private static int Near<T>(ReadOnlySpan<T> logits, T max, double scale, Span<double> x, Span<int> places)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var count = 0;
        var top = double.CreateTruncating(max);

        // A little lower than the exact cut, which each value is then held to; whole vectors of lower ones are passed over.
        var margin = 1 / scale + 1e-6 * (1 / scale + Math.Abs(top));
        var cut = new Vector<T>(T.CreateTruncating(top - margin));
        for (var start = 0; start < logits.Length; start += Vector<T>.Count)
        {
            var end = Math.Min(logits.Length, start + Vector<T>.Count);
            if (end - start == Vector<T>.Count && !Vector.GreaterThanOrEqualAny(new Vector<T>(logits[start..end]), cut))
                continue;
            for (var i = start; i < end; i++)
            {
                var value = (double.CreateTruncating(logits[i]) - top) * scale;
                x[count] = value;
                places[count] = i;
                count += value > -1 ? 1 : 0;
            }
        }

        return count;
    }

    /// <summary>What logits are multiplied by.</summary>
    /// <param name="Fixed">In every row.</param>
    /// <param name="OfCount">Instead, of n, the tokens that a row sees.</param>
    internal readonly record struct RowScale(double Fixed, Func<int, double>? OfCount = null);
}
