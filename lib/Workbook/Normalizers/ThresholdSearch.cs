using System.Numerics.Tensors;

namespace Workbook.Normalizers;

/// <summary>The τ with Σ [x − τ]+^power = 1, for one row of x with largest value 0.</summary>
/// <remarks>For power ≥ 1 the power norm of [x − τ]+ is convex in τ, so Newton's steps from −1 rise to the root without passing it,
/// and a value they pass is out of the support for good: the row shrinks as the search goes on. Below 1 a bracket guards the steps.</remarks>
internal static class ThresholdSearch
{
    private const int MostSteps = 200;

    /// <summary>τ, in [−1, 0).</summary>
    /// <param name="values">x, each above −1, the largest 0; reordered and overwritten.</param>
    /// <param name="scratch">Twice as long as x.</param>
    /// <param name="power">Above 0.</param>
    public static double Find(Span<double> values, Span<double> scratch, double power) => power switch
    {
        1 => Linear(values),
        2 => Square(values),
        > 1 => Rising(values, scratch, power),
        _ => Bracketed(values, scratch, power),
    };

    // Michelot 1986: the mean of what is left, less 1/n, until nothing more falls below it.
    private static double Linear(Span<double> x)
    {
        while (true)
        {
            var threshold = (TensorPrimitives.Sum<double>(x) - 1) / x.Length;
            var left = Above(x, threshold);
            if (left == x.Length)
                return threshold;
            x = x[..left];
        }
    }

    private static double Square(Span<double> x)
    {
        var threshold = -1.0;
        while (true)
        {
            // The root if everything that is left is in the support: in closed form.
            var mean = TensorPrimitives.Sum<double>(x) / x.Length;
            var (spread, first, second, least) = (0.0, 0.0, 0.0, double.PositiveInfinity);
            foreach (var value in x)
            {
                var (centred, y) = (value - mean, value - threshold);
                spread += centred * centred;
                first += y;
                second += y * y;
                least = Math.Min(least, value);
            }

            if (spread < 1)
            {
                var whole = mean - Math.Sqrt((1 - spread) / x.Length);
                if (whole < least)
                    return whole;
            }

            var root = Math.Sqrt(second);
            var next = threshold + root * (root - 1) / first;
            if (!(next > threshold))
                return threshold;
            threshold = next;
            x = x[..Above(x, threshold)];
        }
    }

    private static double Rising(Span<double> x, Span<double> scratch, double power)
    {
        var threshold = -1.0;
        for (var step = 0; step < MostSteps; step++)
        {
            var (mass, slope) = Sums(x, scratch, threshold, power);
            var next = threshold + mass * (1 - Math.Pow(mass, -1 / power)) / slope;
            if (!(next > threshold) || mass - 1 <= 4e-16 * (1 + power))
                break;
            threshold = next;
            x = x[..Above(x, threshold)];
        }

        return threshold;
    }

    private static double Bracketed(Span<double> x, Span<double> scratch, double power)
    {
        var (low, high, threshold) = (-1.0, -Math.Pow(x.Length, -1 / power), -1.0);
        for (var step = 0; step < MostSteps; step++)
        {
            var (mass, slope) = Sums(x, scratch, threshold, power);
            if (mass >= 1)
            {
                low = threshold;
                x = x[..Above(x, low)];
            }
            else
            {
                high = threshold;
            }

            if (Math.Abs(mass - 1) <= 4e-16 * (1 + power) || high - low <= 1e-17)
                break;
            var newton = threshold + mass * (1 - Math.Pow(mass, -1 / power)) / slope;
            threshold = step % 4 == 3 || !(newton > low && newton < high) ? low + (high - low) / 2 : newton;
        }

        return threshold;
    }

    // Σ [x − τ]^power and Σ [x − τ]^(power − 1) over x above τ.
    private static (double Mass, double Slope) Sums(ReadOnlySpan<double> x, Span<double> scratch, double threshold, double power)
    {
        var count = 0;
        var y = scratch[..x.Length];
        foreach (var value in x)
        {
            y[count] = value - threshold;
            count += value > threshold ? 1 : 0;
        }

        // x^(power − 1) in place needs x once more: the second half of the scratch.
        y = y[..count];
        var powers = scratch.Slice(x.Length, count);
        TensorPrimitives.Pow(y, power - 1, powers);
        return (TensorPrimitives.Dot<double>(powers, y), TensorPrimitives.Sum<double>(powers));
    }

    // Moves what is above τ to the front; how many that are.
    private static int Above(Span<double> x, double threshold)
    {
        var count = 0;
        foreach (var value in x)
        {
            x[count] = value;
            count += value > threshold ? 1 : 0;
        }

        return count;
    }
}
