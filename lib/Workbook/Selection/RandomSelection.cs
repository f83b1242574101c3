using System.Numerics;
using System.Numerics.Tensors;

namespace Workbook.Selection;

/// <summary>Expectations over a selection drawn uniformly among all subsets of size N: what top-N is compared with.</summary>
/// <remarks>For one row a, [L], and its vectors x, [L, d]; y_i = a_i x_i and c = Σ y_i. Curves have L + 1 entries, N = 0 … L.</remarks>
// Theorem 1 (ii) and its three readings in the paper; theory section 2.
public static class RandomSelection
{
    /// <summary>The paper's main sum E_P = ((L−N)/L) Σ_i ||μ_i||, μ_i = (N/(L−1))(c − y_i) − y_i, for every N; a lower bound of E D_N.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="vectors">x, [L, d].</param>
    /// <returns>E_P, [L + 1]; O(L² + L d).</returns>
    public static double[] MainSum(ReadOnlySpan<double> weights, VectorSet vectors) =>
        Curve(Scalars.Of(weights, vectors), spread: false);

    /// <summary>E_P for one N straight from its definition, in O(L d): full precision also where some μ_i vanishes.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="vectors">x, [L, d].</param>
    /// <param name="n">N, 0 … L.</param>
    public static double MainSumAt(ReadOnlySpan<double> weights, VectorSet vectors, int n)
    {
        Arguments.Check(weights, vectors, n);
        var c = ContextVector.Whole(weights, vectors);
        var share = weights.Length > 1 ? n / (weights.Length - 1.0) : 0;
        var mu = new double[vectors.Width];
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            // μ_i = r (c − y_i) − y_i = r c − (1 + r) a_i x_i
            TensorPrimitives.Multiply(vectors[i], -(1 + share) * weights[i], mu);
            TensorPrimitives.MultiplyAdd(c, share, mu, mu);
            sum += OrderedSums.Norm<double>(mu);
        }

        return weights.Length == 0 ? 0 : (double)(weights.Length - n) / weights.Length * sum;
    }

    /// <summary>The closed upper bound of E D_N: ((L−N)/L) Σ_i sqrt(||μ_i||² + V_i), for every N.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="vectors">x, [L, d].</param>
    /// <returns>The bound, [L + 1]; V_i is the variance of the mean vector over the subsets that leave i out.</returns>
    public static double[] UpperBound(ReadOnlySpan<double> weights, VectorSet vectors) =>
        Curve(Scalars.Of(weights, vectors), spread: true);

    /// <summary>The plug-in reading ((L−N)/L) Σ_i ||s_N − y_i|| with s_N of the top-N selection, for every N; O(L² d).</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="vectors">x, [L, d].</param>
    /// <returns>The curve, [L + 1].</returns>
    public static double[] PlugIn(ReadOnlySpan<double> weights, VectorSet vectors)
    {
        Arguments.Check(weights, vectors, 0);
        var length = weights.Length;
        var order = TopOrder.Of(weights);
        var curve = new double[length + 1];
        var s = new double[vectors.Width];
        var y = new double[vectors.Width];
        for (var n = 0; n < length; n++)
        {
            if (n > 0)
                TensorPrimitives.MultiplyAdd(vectors[order[n - 1]], weights[order[n - 1]], s, s);
            var sum = 0.0;
            for (var i = 0; i < length; i++)
            {
                TensorPrimitives.Multiply(vectors[i], weights[i], y);
                sum += OrderedSums.Distance<double>(s, y);
            }

            curve[n] = (length - n) * sum / length;
        }

        return curve;
    }

    /// <summary>E d_N² exactly: κ||c||² + (1−κ) Σ||y_i||², κ = 1 − 4N(L−N)/(L(L−1)), for every N.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="vectors">x, [L, d].</param>
    /// <returns>E d², [L + 1]; its root bounds E d_N.</returns>
    public static double[] MeanSquaredResultant(ReadOnlySpan<double> weights, VectorSet vectors)
    {
        var scalars = Scalars.Of(weights, vectors);
        var curve = new double[weights.Length + 1];
        for (var n = 0; n < curve.Length; n++)
        {
            var kappa = Kappa(weights.Length, n);
            curve[n] = Math.Max(0, kappa * scalars.CNorm2 + (1 - kappa) * scalars.SumNorm2);
        }

        return curve;
    }

    /// <summary>κ = 1 − 4N(L−N)/(L(L−1)), the weight of ||c||² in E d_N²; 1 at L = 1.</summary>
    /// <param name="length">L, at least 1.</param>
    /// <param name="n">N, 0 … L.</param>
    public static double Kappa(int length, int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        Arguments.CheckSize(n, length);
        return length == 1 ? 1 : 1 - 4.0 * n * (length - n) / ((double)length * (length - 1));
    }

    /// <summary>Another simple upper bound of E D_N: (1 − N/L)(N+1) Σ||y_i||. It does not grow with L when the weights sum to 1.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="vectors">x, [L, d].</param>
    /// <returns>The bound, [L + 1].</returns>
    public static double[] FlatBound(ReadOnlySpan<double> weights, VectorSet vectors)
    {
        var sum = Scalars.Of(weights, vectors).YNorm2.Sum(Math.Sqrt);
        var length = weights.Length;
        return [.. Enumerable.Range(0, length + 1).Select(n => length == 0 ? 0 : (1 - (double)n / length) * (n + 1) * sum)];
    }

    private static double[] Curve(Scalars y, bool spread)
    {
        var length = y.YNorm2.Length;
        var curve = new double[length + 1];
        if (length == 1)
        {
            curve[0] = Math.Sqrt(y.YNorm2[0]);
            return curve;
        }

        var spreads = new double[length];
        for (var i = 0; spread && length > 2 && i < length; i++)
        {
            var restNorm2 = Math.Max(0, y.CNorm2 - 2 * y.CDotY[i] + y.YNorm2[i]);
            spreads[i] = Math.Max(0, y.SumNorm2 - y.YNorm2[i] - restNorm2 / (length - 1)) / ((double)(length - 1) * Math.Max(1, length - 2));
        }

        for (var n = 0; n < length; n++)
        {
            var share = n / (length - 1.0);
            curve[n] = (double)(length - n) / length * SumOfRoots(y, spreads, share, (double)n * (length - 1 - n));
        }

        return curve;
    }

    // ||μ_i||² = r²||c||² − 2r(1+r) c·y_i + (1+r)²||y_i||² with r = N/(L−1).
    private static double SumOfRoots(Scalars y, double[] spreads, double r, double spreadFactor)
    {
        var lanes = Vector<double>.Count;
        var constant = r * r * y.CNorm2;
        var cross = -2 * r * (1 + r);
        var own = (1 + r) * (1 + r);
        var sums = Vector<double>.Zero;
        var i = 0;
        for (; i <= spreads.Length - lanes; i += lanes)
        {
            var square = new Vector<double>(constant) + new Vector<double>(y.CDotY, i) * cross + new Vector<double>(y.YNorm2, i) * own + new Vector<double>(spreads, i) * spreadFactor;
            sums += Vector.SquareRoot(Vector.Max(square, Vector<double>.Zero));
        }

        var sum = Vector.Sum(sums);
        for (; i < spreads.Length; i++)
            sum += Math.Sqrt(Math.Max(0, constant + y.CDotY[i] * cross + y.YNorm2[i] * own + spreads[i] * spreadFactor));
        return sum;
    }

    /// <summary>||y_i||², c·y_i, ||c||² and Σ||y_i||²: all that the closed forms need.</summary>
    private sealed record Scalars(double[] YNorm2, double[] CDotY, double CNorm2, double SumNorm2)
    {
        public static Scalars Of(ReadOnlySpan<double> weights, VectorSet vectors)
        {
            var c = ContextVector.Whole(weights, vectors);
            var norm2 = new double[weights.Length];
            var dot = new double[weights.Length];
            for (var i = 0; i < weights.Length; i++)
            {
                norm2[i] = weights[i] * weights[i] * OrderedSums.SumOfSquares(vectors[i]);
                dot[i] = weights[i] * OrderedSums.Dot(vectors[i], c);
            }

            return new Scalars(norm2, dot, OrderedSums.SumOfSquares<double>(c), OrderedSums.Sum<double>(norm2));
        }
    }
}
