using Workbook.Normalizers;
using Workbook.Selection;

namespace Workbook.Bounds;

/// <summary>The Jacobian of softmax, J = ∂a/∂l = (diag(a) − a aᵀ)/T, and its norms, from the weights alone.</summary>
/// <remarks>Weights are taken to sum to 1. Digits survive at both ends: near one-hot rows 1 − a_max is summed from the other weights.</remarks>
// The paper's Lemma 2; theory section 4.
public static class SoftmaxJacobian
{
    /// <summary>J, [L, L].</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="temperature">T.</param>
    public static double[,] Matrix(ReadOnlySpan<double> weights, double temperature = 1)
    {
        StableSoftmax.CheckedTemperature(temperature);
        var matrix = new double[weights.Length, weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            for (var j = 0; j < weights.Length; j++)
                matrix[i, j] = ((i == j ? weights[i] : 0) - weights[i] * weights[j]) / temperature;
        }

        return matrix;
    }

    /// <summary>J v = (a∘v − a (a·v))/T without forming J.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="direction">v, [L].</param>
    /// <param name="temperature">T.</param>
    /// <returns>J v, [L].</returns>
    public static double[] Apply(ReadOnlySpan<double> weights, ReadOnlySpan<double> direction, double temperature = 1)
    {
        StableSoftmax.CheckedTemperature(temperature);
        var mean = OrderedSums.Dot(weights, direction);
        var result = new double[weights.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = weights[i] * (direction[i] - mean) / temperature;
        return result;
    }

    /// <summary>||J||_2, the sensitivity: T||J||_2 is the root of Σ a_i/(a_i − λ) = 0 between the two largest weights; O(L) a step.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="temperature">T.</param>
    /// <returns>The norm to about 15 digits, also where it is tiny; 0 for a one-hot row.</returns>
    public static double SpectralNorm(ReadOnlySpan<double> weights, double temperature = 1)
    {
        StableSoftmax.CheckedTemperature(temperature);
        var top = TopTwo.Of(weights);
        if (top.Rest == 0)
            return 0;
        if (top.First == top.Second)
            return top.First / temperature;
        var (low, high) = Bracket(weights, top);
        for (var step = 0; step < 100; step++)
        {
            var middle = low + (high - low) / 2;
            if (middle <= low || middle >= high)
                break;
            if (Secular(weights, top.Index, middle) < 0)
                low = middle;
            else
                high = middle;
        }

        return (low + (high - low) / 2) / temperature;
    }

    /// <summary>Cheap bounds of ||J||_2 from the two largest weights p ≥ q: max{q, max a(1−a), (p+q−(p−q)²)/2} ≤ T||J||_2 ≤ min{p, 2 max a(1−a)}.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="temperature">T.</param>
    public static Interval SpectralBracket(ReadOnlySpan<double> weights, double temperature = 1)
    {
        StableSoftmax.CheckedTemperature(temperature);
        var (low, high) = Bracket(weights, TopTwo.Of(weights));
        return new Interval(low / temperature, high / temperature);
    }

    /// <summary>||J||_F, the root of the sum of squared entries.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="temperature">T.</param>
    public static double FrobeniusNorm(ReadOnlySpan<double> weights, double temperature = 1)
    {
        StableSoftmax.CheckedTemperature(temperature);
        var top = TopTwo.Of(weights);
        if (top.Rest == 0)
            return 0;

        // In units of the largest entry, so that squares of tiny weights do not underflow: Σ_i (a_i(1−a_i))² + Σ_{i≠j} (a_i a_j)².
        var unit = LargestSpread(weights, top);
        var sum = 0.0;
        var squares = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            sum += Math.Pow(weights[i] * top.OneMinus(weights, i) / unit, 2);
            if (i == top.Index)
                continue;
            var scaled = weights[i] / unit;
            sum += 2 * Math.Pow(scaled * top.First, 2) + 2 * scaled * scaled * squares;
            squares += weights[i] * weights[i];
        }

        return unit * Math.Sqrt(sum) / temperature;
    }

    /// <summary>||J||_inf = ||J||_1 = max 2 a_i(1−a_i)/T.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="temperature">T.</param>
    public static double InfinityNorm(ReadOnlySpan<double> weights, double temperature = 1) => 2 * LargestEntry(weights, temperature);

    /// <summary>The largest entry of J in absolute value, max a_i(1−a_i)/T ≤ 1/(4T).</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="temperature">T.</param>
    public static double LargestEntry(ReadOnlySpan<double> weights, double temperature = 1) =>
        LargestSpread(weights, TopTwo.Of(weights)) / StableSoftmax.CheckedTemperature(temperature);

    /// <summary>The inf→1 norm max_B 4 a(B)(1−a(B))/T over all token sets B: the most mass that moves (counted twice) when every logit moves by at most 1.</summary>
    /// <param name="weights">a, [L], L at most 22: every set is tried.</param>
    /// <param name="temperature">T.</param>
    public static double InfinityToOneNorm(ReadOnlySpan<double> weights, double temperature = 1)
    {
        StableSoftmax.CheckedTemperature(temperature);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(weights.Length, 22, nameof(weights));
        var masses = new double[1 << weights.Length];
        for (var set = 1; set < masses.Length; set++)
            masses[set] = masses[set & (set - 1)] + weights[System.Numerics.BitOperations.TrailingZeroCount(set)];
        var best = 0.0;
        for (var set = 0; set < masses.Length; set++)
            best = Math.Max(best, 4 * masses[set] * masses[masses.Length - 1 - set]);
        return best / temperature;
    }

    /// <summary>An interval of the inf→1 norm for rows of any length, O(L ln L): a point when one token holds half of the mass or more; else from a set filled greedily up to 1/T.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="temperature">T.</param>
    public static Interval InfinityToOneBracket(ReadOnlySpan<double> weights, double temperature = 1)
    {
        StableSoftmax.CheckedTemperature(temperature);
        var top = TopTwo.Of(weights);
        if (top.First >= 0.5)
        {
            // No set comes nearer to a half than that token alone.
            var norm = 4 * top.First * top.Rest / temperature;
            return new Interval(norm, norm);
        }

        var (inside, outside) = (0.0, 0.0);
        foreach (var token in TopOrder.Of(weights))
        {
            if (inside <= outside)
                inside += weights[token];
            else
                outside += weights[token];
        }

        return new Interval(4 * inside * outside / temperature, 1 / temperature);
    }

    /// <summary>The root mean square of ||J v|| over random unit directions v, ||J||_F/sqrt L: what a random probe sees, at most 1/(2T sqrt L).</summary>
    /// <param name="weights">a, [L], L ≥ 1.</param>
    /// <param name="temperature">T.</param>
    public static double RandomDirectionNorm(ReadOnlySpan<double> weights, double temperature = 1) =>
        FrobeniusNorm(weights, temperature) / Math.Sqrt(weights.Length);

    private static double LargestSpread(ReadOnlySpan<double> weights, TopTwo top)
    {
        var best = 0.0;
        for (var i = 0; i < weights.Length; i++)
            best = Math.Max(best, weights[i] * top.OneMinus(weights, i));
        return best;
    }

    private static (double Low, double High) Bracket(ReadOnlySpan<double> weights, TopTwo top)
    {
        if (weights.Length < 2)
            return (0, 0);
        var spread = LargestSpread(weights, top);

        // (p + q − (p−q)²)/2 with p = 1 − q − r, r the mass beyond the two: no difference of near-equal numbers.
        var q = top.Second;
        var r = Math.Max(0, top.Rest - q);
        var third = (4 * q + r - (2 * q + r) * (2 * q + r)) / 2;
        var low = Math.Max(Math.Max(q, spread), third);
        return (low, Math.Max(low, Math.Min(top.First, 2 * spread)));
    }

    private static double Secular(ReadOnlySpan<double> weights, int largest, double lambda)
    {
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            if (i != largest)
                sum += weights[i] / (lambda - weights[i]);
        }

        return weights[largest] / (weights[largest] - lambda) - sum;
    }

    /// <summary>The two largest weights, where the largest stands, and the mass of all others.</summary>
    private readonly record struct TopTwo(int Index, double First, double Second, double Rest)
    {
        public static TopTwo Of(ReadOnlySpan<double> weights)
        {
            var index = 0;
            for (var i = 1; i < weights.Length; i++)
                index = weights[i] > weights[index] ? i : index;
            var second = 0.0;
            var rest = 0.0;
            for (var i = 0; i < weights.Length; i++)
            {
                if (i == index)
                    continue;
                second = Math.Max(second, weights[i]);
                rest += weights[i];
            }

            return new TopTwo(index, weights.IsEmpty ? 0 : weights[index], second, rest);
        }

        public double OneMinus(ReadOnlySpan<double> weights, int i) => i == Index ? Rest : 1 - weights[i];
    }
}
