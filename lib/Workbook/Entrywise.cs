using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Workbook;

/// <summary>Functions of each number of a span in groups that begin at the first one, so that the same numbers at another address give the same bits.</summary>
/// <remarks>System.Numerics.Tensors groups by address; its Exp takes another path for a whole group when one number of it is far below 0, and the last digits of the others change with it.</remarks>
public static class Entrywise
{
    private interface IFunction
    {
        static abstract Vector512<double> Of(Vector512<double> x);

        static abstract Vector512<float> Of(Vector512<float> x);
    }

    /// <summary>e^x of each number.</summary>
    /// <param name="x">The numbers.</param>
    /// <param name="result">Receives as many; may be the same memory.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Exp<T>(ReadOnlySpan<T> x, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fill<T, Exponential>(x, result);

    /// <summary>ln x of each number.</summary>
    /// <inheritdoc cref="Exp"/>
    public static void Log<T>(ReadOnlySpan<T> x, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fill<T, Logarithm>(x, result);

    private static void Fill<T, TFunction>(ReadOnlySpan<T> x, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : struct, IFunction
    {
        if (result.Length != x.Length)
            throw new ArgumentException($"{x.Length} numbers need as many results, not {result.Length}.", nameof(result));
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var to = ref MemoryMarshal.GetReference(result);
        var lanes = Vector512<T>.Count;
        var i = 0;
        for (; i <= x.Length - lanes; i += lanes)
            Of<T, TFunction>(Vector512.LoadUnsafe(ref from, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
        if (i == x.Length)
            return;
        var last = Vector512<T>.One;
        var rest = MemoryMarshal.CreateSpan(ref Unsafe.As<Vector512<T>, T>(ref last), lanes);
        x[i..].CopyTo(rest);
        last = Of<T, TFunction>(last);
        rest[..(x.Length - i)].CopyTo(result[i..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Of<T, TFunction>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : struct, IFunction
    {
        if (typeof(T) == typeof(double))
            return TFunction.Of(x.AsDouble()).As<double, T>();
        if (typeof(T) == typeof(float))
            return TFunction.Of(x.AsSingle()).As<float, T>();
        throw new NotSupportedException($"There is no vector function of {typeof(T).Name}.");
    }

    private readonly struct Exponential : IFunction
    {
        public static Vector512<double> Of(Vector512<double> x) => Vector512.Exp(x);

        public static Vector512<float> Of(Vector512<float> x) => Vector512.Exp(x);
    }

    private readonly struct Logarithm : IFunction
    {
        public static Vector512<double> Of(Vector512<double> x) => Vector512.Log(x);

        public static Vector512<float> Of(Vector512<float> x) => Vector512.Log(x);
    }
}
