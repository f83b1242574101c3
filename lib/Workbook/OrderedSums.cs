using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Workbook;

/// <summary>Sums over spans in one order whatever address the numbers lie at, so that the same numbers give the same bits in every run and on every processor.</summary>
/// <remarks>System.Numerics.Tensors begins its sums at an aligned address and therefore adds in another order when an array lies elsewhere.</remarks>
public static class OrderedSums
{
    private interface ITerm<T>
    {
        static abstract Vector512<T> Of(Vector512<T> x, Vector512<T> y);

        static abstract T Of(T x, T y);
    }

    /// <summary>Σ x_i.</summary>
    public static T Sum<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Add<T, Itself<T>>(x, x);

    /// <summary>Σ x_i y_i.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static T Dot<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Add<T, Product<T>>(x, y);

    /// <summary>Σ x_i².</summary>
    public static T SumOfSquares<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Add<T, Product<T>>(x, x);

    /// <summary>||x||_2.</summary>
    public static T Norm<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Sqrt(SumOfSquares(x));

    /// <summary>||x − y||_2.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static T Distance<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Sqrt(Add<T, SquaredDifference<T>>(x, y));

    // Four running sums of 64 bytes each, then the rest one by one; products are rounded before they are added, with or without FMA hardware.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Add<T, TTerm>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TTerm : struct, ITerm<T>
    {
        if (y.Length != x.Length)
            throw new ArgumentException($"{x.Length} numbers need as many others, not {y.Length}.", nameof(y));
        ref var x0 = ref MemoryMarshal.GetReference(x);
        ref var y0 = ref MemoryMarshal.GetReference(y);
        var lanes = Vector512<T>.Count;
        Vector512<T> a = default, b = default, c = default, d = default;
        var i = 0;
        for (; i <= x.Length - 4 * lanes; i += 4 * lanes)
        {
            a += Term<T, TTerm>(ref x0, ref y0, i);
            b += Term<T, TTerm>(ref x0, ref y0, i + lanes);
            c += Term<T, TTerm>(ref x0, ref y0, i + 2 * lanes);
            d += Term<T, TTerm>(ref x0, ref y0, i + 3 * lanes);
        }

        for (; i <= x.Length - lanes; i += lanes)
            a += Term<T, TTerm>(ref x0, ref y0, i);
        var sum = AcrossLanes((a + b) + (c + d));
        for (; i < x.Length; i++)
            sum += TTerm.Of(x[i], y[i]);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Term<T, TTerm>(ref T x, ref T y, int i)
        where T : unmanaged
        where TTerm : struct, ITerm<T> => TTerm.Of(Vector512.LoadUnsafe(ref x, (nuint)i), Vector512.LoadUnsafe(ref y, (nuint)i));

    private static T AcrossLanes<T>(Vector512<T> sums)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var half = sums.GetLower() + sums.GetUpper();
        var quarter = half.GetLower() + half.GetUpper();
        var sum = quarter[0];
        for (var lane = 1; lane < Vector128<T>.Count; lane++)
            sum += quarter[lane];
        return sum;
    }

    private readonly struct Itself<T> : ITerm<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static Vector512<T> Of(Vector512<T> x, Vector512<T> y) => x;

        public static T Of(T x, T y) => x;
    }

    private readonly struct Product<T> : ITerm<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static Vector512<T> Of(Vector512<T> x, Vector512<T> y) => x * y;

        public static T Of(T x, T y) => x * y;
    }

    private readonly struct SquaredDifference<T> : ITerm<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static Vector512<T> Of(Vector512<T> x, Vector512<T> y) => (x - y) * (x - y);

        public static T Of(T x, T y) => (x - y) * (x - y);
    }
}
