using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Workbook.Selection;

/// <summary>The recursion that gives D_N of one query for every N from rows of the Gram matrix.</summary>
/// <remarks>One instance a thread: it owns its working memory.</remarks>
// Theory section 2, "all N at once". With q_i = ||y_i||² − 2 y_i·s_N the squared distance of token i is ||s_N||² + q_i, and
// taking token k into the selection changes q_i by −2 a_i a_k G_ki alone. Selected tokens get q = −∞: their distance clips to 0.
internal sealed class DistanceKernel(int capacity)
{
    // Stands for 0 below the root: the reciprocal root of a true 0 is infinite.
    private const double Tiny = 1e-300;

    private readonly double[] q = new double[GramMatrix.Padded(capacity)];
    private readonly double[] minusTwiceWeights = new double[GramMatrix.Padded(capacity)];

    /// <summary>Writes D_N for every N.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="order">Their top order, [L].</param>
    /// <param name="gram">G of at least the first L vectors.</param>
    /// <param name="cumulative">Receives D, [L + 1].</param>
    public void Fill(ReadOnlySpan<double> weights, ReadOnlySpan<int> order, GramMatrix gram, Span<double> cumulative)
    {
        var length = weights.Length;
        var padded = GramMatrix.Padded(length);
        cumulative[0] = Start(weights, gram, padded);
        var norm2 = 0.0;
        for (var n = 0; n < length - 1; n++)
        {
            var token = order[n];
            var weight = weights[token];
            if (weight == 0)
            {
                // From here on nothing is added: every token left lies at distance ||s||.
                for (; n < length - 1; n++)
                    cumulative[n + 1] = (length - n - 1) * Math.Sqrt(norm2);
                break;
            }

            norm2 = Math.Max(0, norm2 - q[token] + 2 * weight * weight * gram[token, token]);
            q[token] = double.NegativeInfinity;
            cumulative[n + 1] = Avx512F.IsSupported
                ? Step512(padded, weight, norm2, gram.Row(token))
                : Step(padded, weight, norm2, gram.Row(token));
        }

        if (length > 0)
            cumulative[length] = 0;
    }

    private double Start(ReadOnlySpan<double> weights, GramMatrix gram, int padded)
    {
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            q[i] = weights[i] * weights[i] * gram[i, i];
            minusTwiceWeights[i] = -2 * weights[i];
            sum += Math.Sqrt(q[i]);
        }

        q.AsSpan(weights.Length, padded - weights.Length).Fill(double.NegativeInfinity);
        minusTwiceWeights.AsSpan(weights.Length, padded - weights.Length).Clear();
        return sum;
    }

    private double Step(int padded, double weight, double norm2, ReadOnlySpan<double> gramRow)
    {
        var lanes = Vector<double>.Count;
        var a = new Vector<double>(weight);
        var s2 = new Vector<double>(norm2);
        var sum = Vector<double>.Zero;
        for (var i = 0; i < padded; i += lanes)
        {
            var slice = q.AsSpan(i, lanes);
            var next = Vector.FusedMultiplyAdd(new Vector<double>(minusTwiceWeights.AsSpan(i, lanes)) * a, new Vector<double>(gramRow.Slice(i, lanes)), new Vector<double>(slice));
            next.CopyTo(slice);
            sum += Vector.SquareRoot(Vector.Max(next + s2, Vector<double>.Zero));
        }

        return Vector.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Step512(int padded, double weight, double norm2, ReadOnlySpan<double> gramRow)
    {
        ref var q0 = ref MemoryMarshal.GetArrayDataReference(q);
        ref var m0 = ref MemoryMarshal.GetArrayDataReference(minusTwiceWeights);
        ref var g0 = ref MemoryMarshal.GetReference(gramRow);
        var a = Vector512.Create(weight);
        var s2 = Vector512.Create(norm2);
        var tiny = Vector512.Create(Tiny);
        var one = Vector512.Create(1.0);
        var half = Vector512.Create(0.5);
        var threeEighths = Vector512.Create(0.375);
        var sum = Vector512<double>.Zero;
        for (nuint i = 0; i < (nuint)padded; i += 8)
        {
            var next = Avx512F.FusedMultiplyAdd(Vector512.LoadUnsafe(ref m0, i) * a, Vector512.LoadUnsafe(ref g0, i), Vector512.LoadUnsafe(ref q0, i));
            next.StoreUnsafe(ref q0, i);
            var square = Avx512F.Max(next + s2, tiny);
            var inverse = Avx512F.ReciprocalSqrt14(square);
            var root = square * inverse;
            var error = Avx512F.FusedMultiplyAddNegated(root, inverse, one);
            sum += Avx512F.FusedMultiplyAdd(root * error, Avx512F.FusedMultiplyAdd(error, threeEighths, half), root);
        }

        return Vector512.Sum(sum);
    }
}
