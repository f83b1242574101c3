using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Workbook.Selection;

namespace Workbook.Bounds;

/// <summary>D_N, its published bound and every reading of its expectation for every N of one row, in O(L² + L d) from rows of the Gram matrix.</summary>
/// <remarks>One instance a thread: it owns its working memory. Padding entries carry the mask 0 and add nothing.</remarks>
// Theory section 2, "all N at once": ||s_N − y_i||² = ||s_N||² + q_i, and a token taken changes q_i by −2 a_i a G_ki alone.
internal sealed class DistanceCurveKernel(int capacity)
{
    private const double Tiny = 1e-300;
    private const int Lanes = 8;

    private readonly double[] q = new double[GramMatrix.Padded(capacity)];
    private readonly double[] minusTwiceWeights = new double[GramMatrix.Padded(capacity)];
    private readonly double[] outside = new double[GramMatrix.Padded(capacity)];
    private readonly double[] real = new double[GramMatrix.Padded(capacity)];
    private readonly double[] squares = new double[GramMatrix.Padded(capacity)];
    private readonly double[] farthest = new double[GramMatrix.Padded(capacity)];
    private readonly double[] ySquares = new double[GramMatrix.Padded(capacity)];
    private readonly double[] cDotY = new double[GramMatrix.Padded(capacity)];
    private readonly double[] spreads = new double[GramMatrix.Padded(capacity)];
    private readonly double[] tail = new double[capacity + 1];

    /// <summary>Fills all curves but the random one.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="order">Their top order, [L].</param>
    /// <param name="vectors">x, [at least L, d] row by row.</param>
    /// <param name="width">d.</param>
    /// <param name="gram">G of the same vectors.</param>
    /// <param name="curves">Receives the curves.</param>
    public void Fill(ReadOnlySpan<double> weights, ReadOnlySpan<int> order, ReadOnlySpan<double> vectors, int width, GramMatrix gram, DistanceCurves curves)
    {
        var length = weights.Length;
        var padded = GramMatrix.Padded(length);
        var norms = Start(weights, vectors, width, gram, padded, out var cSquare);
        curves.Cumulative[0] = curves.Published[0] = curves.MainSum[0] = curves.PlugIn[0] = curves.Upper[0] = norms;
        ResultantDistance.Fill(weights, vectors, width, order, curves.Resultant.AsSpan(0, length + 1));

        // The mass left out, summed from the smallest weight so that tiny tails keep their digits.
        tail[length] = 0;
        for (var n = length; n > 0; n--)
            tail[n - 1] = tail[n] + weights[order[n - 1]];
        var (norm2, mass, longest) = (0.0, 0.0, 0.0);
        for (var n = 1; n < length; n++)
        {
            var token = order[n - 1];
            var weight = weights[token];
            norm2 = Math.Max(0, norm2 - q[token] + 2 * weight * weight * squares[token]);
            mass += weight;
            longest = Math.Max(longest, squares[token]);
            outside[token] = 0;
            var (all, left, far) = Take(padded, weight, norm2, squares[token], gram.Row(token));
            var share = n / (length - 1.0);
            var (main, upper) = Expect(padded, share * share * cSquare, -2 * share * (1 + share), (1 + share) * (1 + share), (double)n * (length - 1 - n));
            var kept = (double)(length - n) / length;
            curves.Cumulative[n] = left;
            curves.PlugIn[n] = kept * all;
            curves.MainSum[n] = kept * main;
            curves.Upper[n] = kept * upper;
            curves.Published[n] = tail[n] * Math.Sqrt(far) + ((length - n) * mass - tail[n]) * Math.Sqrt(longest);
        }

        curves.Cumulative[length] = curves.Published[length] = curves.MainSum[length] = curves.PlugIn[length] = curves.Upper[length] = 0;
    }

    /// <summary>Adds D of a random selection of every size: the first N of one permutation. Call it after <see cref="Fill"/> of the same row.</summary>
    public void AddRandom(ReadOnlySpan<double> weights, ReadOnlySpan<int> permutation, GramMatrix gram, Span<double> sums)
    {
        var length = weights.Length;
        var padded = GramMatrix.Padded(length);
        Array.Copy(ySquares, q, padded);
        Array.Copy(real, outside, padded);
        var norm2 = 0.0;
        sums[0] += SumOfRoots(padded);
        for (var n = 1; n < length; n++)
        {
            var token = permutation[n - 1];
            var weight = weights[token];
            norm2 = Math.Max(0, norm2 - q[token] + 2 * weight * weight * squares[token]);
            outside[token] = 0;
            sums[n] += Take(padded, weight, norm2, squares[token], gram.Row(token)).Left;
        }
    }

    private double Start(ReadOnlySpan<double> weights, ReadOnlySpan<double> vectors, int width, GramMatrix gram, int padded, out double cSquare)
    {
        var length = weights.Length;
        foreach (var array in new[] { q, minusTwiceWeights, outside, real, squares, farthest, ySquares, cDotY, spreads })
            array.AsSpan(0, padded).Clear();
        var c = new double[width];
        for (var i = 0; i < length; i++)
            TensorPrimitives.MultiplyAdd(vectors.Slice(i * width, width), weights[i], c, c);
        cSquare = OrderedSums.SumOfSquares<double>(c);
        var sum = 0.0;
        for (var i = 0; i < length; i++)
        {
            squares[i] = gram[i, i];
            ySquares[i] = q[i] = weights[i] * weights[i] * squares[i];
            minusTwiceWeights[i] = -2 * weights[i];
            outside[i] = real[i] = 1;
            cDotY[i] = weights[i] * OrderedSums.Dot<double>(vectors.Slice(i * width, width), c);
            sum += ySquares[i];
        }

        // V_i = N (L−1−N) times this: the variance of the mean vector over the subsets that leave i out.
        for (var i = 0; i < length && length > 2; i++)
        {
            var rest = Math.Max(0, cSquare - 2 * cDotY[i] + ySquares[i]);
            spreads[i] = Math.Max(0, sum - ySquares[i] - rest / (length - 1)) / ((double)(length - 1) * (length - 2));
        }

        return SumOfRoots(padded);
    }

    private double SumOfRoots(int padded)
    {
        var sum = 0.0;
        for (var i = 0; i < padded; i++)
            sum += Math.Sqrt(ySquares[i]);
        return sum;
    }

    // Σ over all tokens and over those left out of ||s_N − y_i||, and the greatest squared distance of a token left out from one selected.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (double All, double Left, double Far) Take(int padded, double weight, double norm2, double square, ReadOnlySpan<double> gramRow)
    {
        ref var q0 = ref MemoryMarshal.GetArrayDataReference(q);
        ref var m0 = ref MemoryMarshal.GetArrayDataReference(minusTwiceWeights);
        ref var o0 = ref MemoryMarshal.GetArrayDataReference(outside);
        ref var r0 = ref MemoryMarshal.GetArrayDataReference(real);
        ref var x0 = ref MemoryMarshal.GetArrayDataReference(squares);
        ref var f0 = ref MemoryMarshal.GetArrayDataReference(farthest);
        ref var g0 = ref MemoryMarshal.GetReference(gramRow);
        var (a, s2, own, minusTwo) = (Vector512.Create(weight), Vector512.Create(norm2), Vector512.Create(square), Vector512.Create(-2.0));
        Vector512<double> all = default, left = default, far = default;
        for (nuint i = 0; i < (nuint)padded; i += Lanes)
        {
            var gram = Vector512.LoadUnsafe(ref g0, i);
            var next = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref m0, i) * a, gram, Vector512.LoadUnsafe(ref q0, i));
            next.StoreUnsafe(ref q0, i);
            var open = Vector512.LoadUnsafe(ref o0, i);
            var root = Root(next + s2);
            all = Vector512.FusedMultiplyAdd(root, Vector512.LoadUnsafe(ref r0, i), all);
            left = Vector512.FusedMultiplyAdd(root, open, left);
            var reach = Vector512.Max(Vector512.LoadUnsafe(ref f0, i), Vector512.FusedMultiplyAdd(minusTwo, gram, Vector512.LoadUnsafe(ref x0, i) + own));
            reach.StoreUnsafe(ref f0, i);
            far = Vector512.Max(far, reach * open);
        }

        var most = 0.0;
        for (var lane = 0; lane < Lanes; lane++)
            most = Math.Max(most, far[lane]);
        return (Vector512.Sum(all), Vector512.Sum(left), most);
    }

    // Σ ||μ_i|| and Σ sqrt(||μ_i||² + V_i) with ||μ_i||² = r²||c||² − 2r(1+r) c·y_i + (1+r)²||y_i||².
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (double Main, double Upper) Expect(int padded, double constant, double cross, double own, double spreadFactor)
    {
        ref var r0 = ref MemoryMarshal.GetArrayDataReference(real);
        ref var y0 = ref MemoryMarshal.GetArrayDataReference(ySquares);
        ref var c0 = ref MemoryMarshal.GetArrayDataReference(cDotY);
        ref var v0 = ref MemoryMarshal.GetArrayDataReference(spreads);
        var (k, x, o, s) = (Vector512.Create(constant), Vector512.Create(cross), Vector512.Create(own), Vector512.Create(spreadFactor));
        Vector512<double> main = default, upper = default;
        for (nuint i = 0; i < (nuint)padded; i += Lanes)
        {
            var square = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref c0, i), x, Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref y0, i), o, Vector512.LoadUnsafe(ref r0, i) * k));
            main += Root(square);
            upper += Root(Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref v0, i), s, Vector512.Max(square, Vector512<double>.Zero)));
        }

        return (Vector512.Sum(main), Vector512.Sum(upper));
    }

    // The reciprocal root of 14 bits with one correction of third order has about 12 digits and is faster than the exact root.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Root(Vector512<double> square)
    {
        if (!Avx512F.IsSupported)
            return Vector512.Sqrt(Vector512.Max(square, Vector512<double>.Zero));
        square = Vector512.Max(square, Vector512.Create(Tiny));
        var inverse = Avx512F.ReciprocalSqrt14(square);
        var root = square * inverse;
        var error = Avx512F.FusedMultiplyAddNegated(root, inverse, Vector512.Create(1.0));
        return Avx512F.FusedMultiplyAdd(root * error, Avx512F.FusedMultiplyAdd(error, Vector512.Create(0.375), Vector512.Create(0.5)), root);
    }
}
