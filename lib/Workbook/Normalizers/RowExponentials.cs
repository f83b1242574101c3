using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Workbook.Normalizers;

/// <summary>e^((l − max)/T) of a row and their sum in one pass, in groups that begin at the first number.</summary>
/// <remarks>Vector512.Exp serves any argument: it takes single precision through double and asks each vector for special cases. None is above 0 here.</remarks>
internal static class RowExponentials
{
    /// <summary>e^((l − max) · scale) of every logit, and their sum.</summary>
    /// <param name="logits">l, [L], none above the maximum, none NaN; −∞ gives 0.</param>
    /// <param name="exponentials">Receives them, [L]; may be the same memory as <paramref name="logits"/>.</param>
    /// <param name="max">max l, finite.</param>
    /// <param name="scale">Positive and finite.</param>
    /// <returns>The sum, at least 1 but for rounding.</returns>
    public static T Fill<T>(ReadOnlySpan<T> logits, Span<T> exponentials, T max, T scale)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (top, factor, lanes) = (Vector512.Create(max), Vector512.Create(scale), Vector512<T>.Count);
        var from = MemoryMarshal.Cast<T, Vector512<T>>(logits);
        var to = MemoryMarshal.Cast<T, Vector512<T>>(exponentials);
        var rest = logits.Length - from.Length * lanes;

        // The end of a row that is no multiple of a vector: its last vector, read before memory that may be the same is written. What of it the
        // loop has done comes out the same again and is not summed twice. A row shorter than a vector is filled up with −∞.
        Span<T> padded = stackalloc T[lanes];
        if (logits.Length < lanes)
        {
            padded.Fill(T.NegativeInfinity);
            logits.CopyTo(padded[(lanes - rest)..]);
        }

        var last = rest == 0 ? default : Vector512.Create<T>(logits.Length < lanes ? padded : logits[^lanes..]);
        var sum = Vector512<T>.Zero;
        for (var i = 0; i < to.Length; i++)
        {
            var e = Exp((from[i] - top) * factor);
            to[i] = e;
            sum += e;
        }

        if (rest > 0)
        {
            last = Exp((last - top) * factor);
            sum += Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(Vector512<T>.Indices, Vector512.Create(T.CreateTruncating(lanes - rest))), last, Vector512<T>.Zero);
            if (logits.Length < lanes)
            {
                last.CopyTo(padded);
                padded[(lanes - rest)..].CopyTo(exponentials);
            }
            else
            {
                last.CopyTo(exponentials[^lanes..]);
            }
        }

        return Vector512.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Exp<T>(Vector512<T> x) =>
        typeof(T) == typeof(float) ? Exp(x.AsSingle()).As<float, T>() : Exp(x.AsDouble()).As<double, T>();

    // x = n ln 2 + r, |r| ≤ ln(2)/2: e^r by its series, to r^7/7! in single precision (6e-9 off) and r^13/13! in double (4e-18 off), and 2^n by its bits.
    // A large number added rounds to the whole number n and leaves it in the lowest bits. 2^n comes in two factors, so that e^x can be
    // less than the least normal number; still lower it is 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Exp(Vector512<float> x)
    {
        const float Lowest = -104.5f;
        const float Large = 3 << 22;
        const float Ln2 = 0.6931471805599453f;
        const float Ln2Rest = (float)(0.6931471805599453 - Ln2);
        var large = Vector512.FusedMultiplyAdd(Vector512.MaxNative(x, Vector512.Create(Lowest)), Vector512.Create(1 / Ln2), Vector512.Create(Large));
        var n = large - Vector512.Create(Large);
        var r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2Rest), Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2), x));
        var p = Vector512.FusedMultiplyAdd(Vector512.Create(1f / 5040), r, Vector512.Create(1f / 720));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 120));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 24));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 6));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 2));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512<float>.One);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512<float>.One);
        var normal = Vector512.MaxNative(large, Vector512.Create(Large - 100));
        var power = ((normal + Vector512.Create(127f)).AsInt32() << 23).AsSingle();
        var rest = ((large - normal + Vector512.Create(Large + 127)).AsInt32() << 23).AsSingle();
        return Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512.Create(Lowest)), p * power * rest, Vector512<float>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Exp(Vector512<double> x)
    {
        const double Lowest = -746;
        const double Large = 3L << 51;
        const double Ln2 = 0.6931471805599453;
        const double Ln2Rest = 2.3190468138462996e-17;
        var large = Vector512.FusedMultiplyAdd(Vector512.MaxNative(x, Vector512.Create(Lowest)), Vector512.Create(1 / Ln2), Vector512.Create(Large));
        var n = large - Vector512.Create(Large);
        var r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2Rest), Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2), x));
        var p = Vector512.FusedMultiplyAdd(Vector512.Create(1.0 / 6227020800), r, Vector512.Create(1.0 / 479001600));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 39916800));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 3628800));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 362880));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 40320));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 5040));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 720));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 120));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 24));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 6));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 2));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512<double>.One);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512<double>.One);
        var normal = Vector512.MaxNative(large, Vector512.Create(Large - 1000));
        var power = ((normal + Vector512.Create(1023.0)).AsInt64() << 52).AsDouble();
        var rest = ((large - normal + Vector512.Create(Large + 1023)).AsInt64() << 52).AsDouble();
        return Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512.Create(Lowest)), p * power * rest, Vector512<double>.Zero);
    }
}
