namespace Workbook.Normalizers;

/// <summary>Rows on which ||J||_2 comes to its greatest value, and that value: what several normalizers' sharp bounds are made of.</summary>
// Theory section 4, "sup of ||J||_2 per normalizer"; what is marked num. there is a maximum over a family that search has not exceeded.
internal static class SteepestRows
{
    /// <summary>Far enough below another token, in units of the temperature, to have none of its weight.</summary>
    public const double Far = 60;

    /// <summary>One or two tokens at a value and all others at a lower one.</summary>
    /// <param name="length">L, at least 2.</param>
    /// <param name="count">How many tokens stand above.</param>
    /// <param name="top">Their value.</param>
    /// <param name="rest">The others' value.</param>
    public static double[] Levels(int length, int count, double top, double rest) =>
        [.. Enumerable.Range(0, length).Select(i => i < count ? top : rest)];

    /// <summary>Two tokens that share all the mass: softmax's steepest row, ||J||_2 = 1/(2T).</summary>
    /// <param name="length">L, at least 2.</param>
    /// <param name="scale">What the logits are multiplied by before softmax; of either sign.</param>
    public static double[] Tie(int length, double scale = 1) => Levels(length, 2, 0, scale == 0 ? 0 : -Far / scale);

    /// <summary>α-entmax, 1 &lt; α ≤ 2: the greatest T||J||_2 over rows of L tokens, and the weights that have it.</summary>
    /// <remarks>max of 2^(α−2), two tokens alike, and of the maximum over a of (k+1) u_1 u_2/(u_1 + k u_2), u_1 = a^(2−α), u_2 = ((1−a)/k)^(2−α), k = L − 1.
    /// Proof up to one step: of the root λ of Σ u_i/(u_i − λ) = 0 the sum Σ_{i>1} u_i/(λ − u_i) must be largest at a given a_1; its terms are concave in a_i up to
    /// a point and convex beyond, so that at most one of the others differs from the rest. Over that one value the ends were the greatest everywhere (num.).</remarks>
    /// <param name="alpha">α.</param>
    /// <param name="length">L, at least 2.</param>
    public static (double Norm, int Count, double Weight) Entmax(double alpha, int length)
    {
        var (weight, norm) = EntmaxOneAbove(alpha, length);
        var tied = Math.Pow(2, alpha - 2);
        return tied >= norm ? (tied, 2, 0.5) : (norm, 1, weight);
    }

    /// <summary>The logits of <see cref="Entmax"/>'s weights.</summary>
    /// <param name="alpha">α, above 1 and at most 2.</param>
    /// <param name="length">L, at least 2.</param>
    /// <param name="temperature">T.</param>
    public static double[] EntmaxRow(double alpha, int length, double temperature)
    {
        var (_, count, weight) = Entmax(alpha, length);
        double Logit(double a) => temperature * Math.Pow(a, alpha - 1) / (alpha - 1);
        return count == 2 ? Levels(length, 2, Logit(weight), -temperature) : Levels(length, 1, Logit(weight), Logit((1 - weight) / (length - 1)));
    }

    /// <summary>The greatest T||J||_2 of α-entmax with one token at a and the others alike, 1 &lt; α ≤ 2.</summary>
    /// <param name="alpha">α.</param>
    /// <param name="length">L, at least 2.</param>
    public static (double Weight, double Norm) EntmaxOneAbove(double alpha, int length)
    {
        var k = Math.Max(1, length - 1);
        return Greatest(
            a =>
            {
                var (u1, u2) = (Math.Pow(a, 2 - alpha), Math.Pow((1 - a) / k, 2 - alpha));
                return (k + 1) * u1 * u2 / (u1 + k * u2);
            },
            0,
            1);
    }

    /// <summary>Normmax, 1 &lt; α &lt; 2: the greatest T||J||_2 over rows of L tokens, and the weights that have it (num.).</summary>
    /// <remarks>One token at a and k alike: (k+1)/k · (g_1 (1−a)² + k g_2 a²), g_i = a_i^(2−α) ||a||_α^(α−1)/(α−1), at k = 1 or L − 1.</remarks>
    /// <param name="alpha">α.</param>
    /// <param name="length">L, at least 2.</param>
    public static (double Norm, int Others, double Weight) Normmax(double alpha, int length)
    {
        var k = Math.Max(1, length - 1);
        var (one, all) = (Greatest(a => NormmaxNorm(alpha, 1, a), 0, 1), Greatest(a => NormmaxNorm(alpha, k, a), 0, 1));
        return one.Value >= all.Value ? (one.Value, 1, one.At) : (all.Value, k, all.At);
    }

    /// <summary>T||J||_2 of normmax along the difference of one token at a and k others alike.</summary>
    /// <param name="alpha">α, above 1.</param>
    /// <param name="others">k.</param>
    /// <param name="weight">a, above 0 and below 1.</param>
    public static double NormmaxNorm(double alpha, int others, double weight)
    {
        var other = (1 - weight) / others;
        var norm = Math.Pow(Math.Pow(weight, alpha) + others * Math.Pow(other, alpha), 1 / alpha);
        var factor = Math.Pow(norm, alpha - 1) / (alpha - 1);
        var (first, second) = (Math.Pow(weight, 2 - alpha) * factor, Math.Pow(other, 2 - alpha) * factor);
        return (others + 1.0) / others * (first * (1 - weight) * (1 - weight) + others * second * weight * weight);
    }

    /// <summary>The greatest value of a function on an interval: a grid, then golden section around its best point, and both ends.</summary>
    /// <param name="f">Continuous, with one maximum between neighbours of the grid.</param>
    /// <param name="low">Its lower end.</param>
    /// <param name="high">Its upper end.</param>
    public static (double At, double Value) Greatest(Func<double, double> f, double low, double high)
    {
        const int Grid = 400;
        const double Golden = 0.6180339887498949;
        var step = (high - low) / Grid;
        var best = low + step * Enumerable.Range(1, Grid - 1).MaxBy(i => f(low + i * step));
        var (from, to) = (best - step, best + step);
        for (var turn = 0; turn < 60; turn++)
        {
            var (left, right) = (to - (to - from) * Golden, from + (to - from) * Golden);
            (from, to) = f(left) < f(right) ? (left, to) : (from, right);
        }

        return new[] { (from + to) / 2, low, high }.Select(x => (x, f(x))).MaxBy(point => point.Item2);
    }
}
