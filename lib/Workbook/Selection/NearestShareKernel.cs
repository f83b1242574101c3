using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Workbook.Selection;

/// <summary>N_s/N at r_min for every N of one row in O(L²): the recursion of <see cref="DistanceKernel"/> with a least distance and a count a step.</summary>
/// <remarks>One instance a thread: it owns its working memory.</remarks>
internal sealed class NearestShareKernel(int capacity)
{
    private const int Lanes = 8;

    private readonly double[] q = new double[GramMatrix.Padded(capacity)];
    private readonly double[] minusTwiceWeights = new double[GramMatrix.Padded(capacity)];

    // 0 for a token of the kind that is looked at, +∞ for all others and for the padding.
    private readonly double[] left = new double[GramMatrix.Padded(capacity)];
    private readonly double[] taken = new double[GramMatrix.Padded(capacity)];

    /// <summary>Writes the share of selected tokens strictly nearer to s_N than the nearest unselected one.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="order">Their top order, [L].</param>
    /// <param name="gram">G of at least the first L vectors.</param>
    /// <param name="share">Receives the share, [L + 1]; NaN at N = 0, 1 at N = L.</param>
    public void Fill(ReadOnlySpan<double> weights, ReadOnlySpan<int> order, GramMatrix gram, Span<double> share)
    {
        var length = weights.Length;
        var padded = GramMatrix.Padded(length);
        minusTwiceWeights.AsSpan(0, padded).Clear();
        q.AsSpan(0, padded).Clear();
        left.AsSpan(0, padded).Fill(double.PositiveInfinity);
        taken.AsSpan(0, padded).Fill(double.PositiveInfinity);
        for (var i = 0; i < length; i++)
        {
            q[i] = weights[i] * weights[i] * gram[i, i];
            minusTwiceWeights[i] = -2 * weights[i];
            left[i] = 0;
        }

        share[0] = double.NaN;
        var norm2 = 0.0;
        for (var n = 1; n < length; n++)
        {
            var token = order[n - 1];
            var weight = weights[token];
            norm2 = Math.Max(0, norm2 - q[token] + 2 * weight * weight * gram[token, token]);
            (left[token], taken[token]) = (double.PositiveInfinity, 0);
            var nearest = Take(padded, weight, gram.Row(token));
            share[n] = norm2 + nearest > 0 ? (double)Nearer(padded, nearest) / n : 0;
        }

        if (length > 0)
            share[length] = 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Take(int padded, double weight, ReadOnlySpan<double> gramRow)
    {
        ref var q0 = ref MemoryMarshal.GetArrayDataReference(q);
        ref var m0 = ref MemoryMarshal.GetArrayDataReference(minusTwiceWeights);
        ref var l0 = ref MemoryMarshal.GetArrayDataReference(left);
        ref var g0 = ref MemoryMarshal.GetReference(gramRow);
        var a = Vector512.Create(weight);
        var least = Vector512.Create(double.PositiveInfinity);
        for (nuint i = 0; i < (nuint)padded; i += Lanes)
        {
            var next = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref m0, i) * a, Vector512.LoadUnsafe(ref g0, i), Vector512.LoadUnsafe(ref q0, i));
            next.StoreUnsafe(ref q0, i);
            least = Vector512.Min(least, next + Vector512.LoadUnsafe(ref l0, i));
        }

        var nearest = double.PositiveInfinity;
        for (var lane = 0; lane < Lanes; lane++)
            nearest = Math.Min(nearest, least[lane]);
        return nearest;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Nearer(int padded, double limit)
    {
        ref var q0 = ref MemoryMarshal.GetArrayDataReference(q);
        ref var t0 = ref MemoryMarshal.GetArrayDataReference(taken);
        var most = Vector512.Create(limit);
        var count = 0;
        for (nuint i = 0; i < (nuint)padded; i += Lanes)
            count += BitOperations.PopCount(Vector512.LessThan(Vector512.LoadUnsafe(ref q0, i) + Vector512.LoadUnsafe(ref t0, i), most).ExtractMostSignificantBits());
        return count;
    }
}
