using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Workbook.Normalizers;

/// <summary>Softmax of one row on plain spans, for exact mathematics and small experiments.</summary>
// Theory section 0: a_i = exp((l_i − max l)/T) / Σ_j exp((l_j − max l)/T). TensorPrimitives.SoftMax alone gives NaN from logits of 710 on (float32: 89).
public static class StableSoftmax
{
    /// <summary>The attention weights of one row.</summary>
    /// <param name="logits">l, [L], each finite or −∞ (masked).</param>
    /// <param name="weights">Receives a, [L]; zeros when the row is masked whole. May be the same memory as <paramref name="logits"/>.</param>
    /// <param name="temperature">T, positive and finite.</param>
    /// <exception cref="ArgumentException">A logit is NaN or +∞, or the lengths differ.</exception>
    public static void Weights(ReadOnlySpan<double> logits, Span<double> weights, double temperature = 1) =>
        Fill(logits, weights, CheckedTemperature(temperature));

    /// <inheritdoc cref="Weights(ReadOnlySpan{double}, Span{double}, double)"/>
    public static void Weights(ReadOnlySpan<float> logits, Span<float> weights, double temperature = 1) =>
        Fill(logits, weights, (float)Math.Clamp(CheckedTemperature(temperature), float.Epsilon, float.MaxValue));

    /// <summary>The attention weights of one row as a new array.</summary>
    /// <param name="logits">l, [L], each finite or −∞ (masked).</param>
    /// <param name="temperature">T, positive and finite.</param>
    /// <returns>a, [L].</returns>
    public static double[] Weights(ReadOnlySpan<double> logits, double temperature = 1)
    {
        var weights = new double[logits.Length];
        Weights(logits, weights, temperature);
        return weights;
    }

    /// <summary>ln Z = ln Σ_j exp(l_j/T); −∞ for an empty row or one that is masked whole.</summary>
    /// <param name="logits">l, [L], each finite or −∞.</param>
    /// <param name="temperature">T, positive and finite.</param>
    public static double LogPartition(ReadOnlySpan<double> logits, double temperature = 1)
    {
        CheckedTemperature(temperature);
        if (logits.IsEmpty)
            return double.NegativeInfinity;
        var max = CheckedMax(logits);
        if (double.IsNegativeInfinity(max))
            return max;
        var sum = 0.0;
        foreach (var l in logits)
            sum += Math.Exp((l - max) / temperature);
        return max / temperature + Math.Log(sum);
    }

    /// <summary>The temperature itself when it is positive and finite.</summary>
    /// <param name="temperature">T.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    internal static double CheckedTemperature(double temperature) =>
        temperature > 0 && double.IsFinite(temperature)
            ? temperature
            : throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "The temperature must be positive and finite.");

    private static void Fill<T>(ReadOnlySpan<T> logits, Span<T> weights, T temperature)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (weights.Length != logits.Length)
            throw new ArgumentException($"{logits.Length} logits need {logits.Length} weights, not {weights.Length}.", nameof(weights));
        if (logits.IsEmpty)
            return;
        var max = CheckedMax(logits);
        if (T.IsNegativeInfinity(max))
        {
            weights.Clear();
            return;
        }

        T sum;
        if (T.IsFinite(T.One / temperature))
        {
            sum = RowExponentials.Fill(logits, weights, max, T.One / temperature);
        }
        else
        {
            TensorPrimitives.Subtract(logits, max, weights);
            TensorPrimitives.Divide(weights, temperature, weights);
            sum = RowExponentials.Fill<T>(weights, weights, T.Zero, T.One);
        }

        TensorPrimitives.Multiply(weights, T.One / sum, weights);
    }

    private static T CheckedMax<T>(ReadOnlySpan<T> logits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var max = Max(logits);
        return T.IsNaN(max) || T.IsPositiveInfinity(max)
            ? throw new ArgumentException("A logit is NaN or +infinity; each must be finite or -infinity.", nameof(logits))
            : max;
    }

    // TensorPrimitives.Max takes three times as long: each of its steps waits for the one before. NaN stays NaN.
    private static T Max<T>(ReadOnlySpan<T> logits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (logits.Length < Vector512<T>.Count)
            return TensorPrimitives.Max(logits);
        var rows = MemoryMarshal.Cast<T, Vector512<T>>(logits);
        var a = Vector512.Create(logits[^Vector512<T>.Count..]);
        var (b, c, d) = (a, a, a);
        var i = 0;
        for (; i < rows.Length - 3; i += 4)
        {
            a = Vector512.Max(a, rows[i]);
            b = Vector512.Max(b, rows[i + 1]);
            c = Vector512.Max(c, rows[i + 2]);
            d = Vector512.Max(d, rows[i + 3]);
        }

        for (; i < rows.Length; i++)
            a = Vector512.Max(a, rows[i]);
        a = Vector512.Max(Vector512.Max(a, b), Vector512.Max(c, d));
        var half = Vector256.Max(a.GetLower(), a.GetUpper());
        var quarter = Vector128.Max(half.GetLower(), half.GetUpper());
        var max = quarter[0];
        for (var k = 1; k < Vector128<T>.Count; k++)
            max = T.Max(max, quarter[k]);
        return max;
    }
}
