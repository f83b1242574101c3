using System.Numerics;
using System.Numerics.Tensors;

namespace Workbook.Normalizers;

/// <summary>The τ with Σ [x − τ]+^power = 1, for one row of x with largest value 0.</summary>
/// <remarks>A value below a threshold that is too low is out of the support for good: the row shrinks as the search goes on.
/// For power ≥ 1 the power norm of [x − τ]+ is convex in τ, so that Newton's steps from −1 rise to the root without passing it.</remarks>
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
        _ => Guarded<double>(values, scratch, power, power >= 2 ? 1e-6 : power > 1 ? 1e-8 : 4e-16 * (1 + power)),
    };

    /// <summary>τ to single precision, in less than half the time.</summary>
    /// <param name="values">x, each above −1, the largest 0; reordered and overwritten.</param>
    /// <param name="scratch">Twice as long as x.</param>
    /// <param name="power">Above 1.</param>
    public static double FindNarrow(Span<float> values, Span<float> scratch, double power) => Guarded(values, scratch, power, power >= 2 ? 1e-3 : 1e-4);

    /// <summary>y^e as e^(e ln y): both are taken on vectors, where a power is not.</summary>
    /// <param name="y">Not negative.</param>
    /// <param name="exponent">e; above 0 where some y is 0.</param>
    /// <param name="powers">Receives the powers; may be y.</param>
    public static void Power<T>(ReadOnlySpan<T> y, double exponent, Span<T> powers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Entrywise.Log(y, powers);
        TensorPrimitives.Multiply(powers, T.CreateTruncating(exponent), powers);
        Entrywise.Exp<T>(powers, powers);
    }

    // Michelot 1986: the mean of what is left, less 1/n, until nothing more falls below it.
    private static double Linear(Span<double> x)
    {
        while (true)
        {
            var threshold = (OrderedSums.Sum<double>(x) - 1) / x.Length;
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
            var mean = OrderedSums.Sum<double>(x) / x.Length;
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

    // Halley's steps on the power norm less 1, Newton's below a power of 2, within a bracket. The steps converge with order three or two:
    // where the mass is close to 1, one more is exact. Below a power of 1 the slope has poles, and nothing is promised.
    private static double Guarded<T>(Span<T> x, Span<T> scratch, double power, double close)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (low, high, threshold) = (-1.0, -Math.Pow(x.Length, -1 / power), -1.0);
        var narrowest = typeof(T) == typeof(float) ? 1e-8 : 1e-17;
        for (var step = 0; step < MostSteps; step++)
        {
            var sums = Sums(x, scratch, T.CreateTruncating(threshold), power);
            if (sums.Mass >= 1)
            {
                low = threshold;
                x = x[..Above(x, T.CreateTruncating(low))];
            }
            else
            {
                high = threshold;
            }

            var next = threshold + Step(sums, power);
            if (Math.Abs(sums.Mass - 1) <= close || high - low <= narrowest)
                return power > 1 && double.IsFinite(next) ? Math.Clamp(next, Math.Min(low, high), high) : threshold;
            threshold = (power < 1 && step % 4 == 3) || !(next > low && next < high) ? low + (high - low) / 2 : next;
        }

        return threshold;
    }

    // Of N = (Σ y^power)^(1/power): −g/g′, or −2 g g′/(2 g′² − g g″), g = N − 1.
    private static double Step((double Mass, double Slope, double Bend) sums, double power)
    {
        var norm = Math.Pow(sums.Mass, 1 / power);
        var (g, slope) = (norm - 1, -norm * sums.Slope / sums.Mass);
        var bend = (power - 1) * norm / sums.Mass * (sums.Bend - sums.Slope * sums.Slope / sums.Mass);
        return power >= 2 ? -2 * g * slope / (2 * slope * slope - g * bend) : -g / slope;
    }

    // Σ y^power, Σ y^(power − 1) and, from a power of 2 on, Σ y^(power − 2), over y = x − τ above 0.
    private static (double Mass, double Slope, double Bend) Sums<T>(ReadOnlySpan<T> x, Span<T> scratch, T threshold, double power)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var count = 0;
        var y = scratch[..x.Length];
        foreach (var value in x)
        {
            y[count] = value - threshold;
            count += value > threshold ? 1 : 0;
        }

        y = y[..count];
        var powers = scratch.Slice(x.Length, count);
        Power(y, power >= 2 ? power - 2 : power - 1, powers);
        var bend = T.Zero;
        if (power >= 2)
        {
            bend = OrderedSums.Sum<T>(powers);
            TensorPrimitives.Multiply<T>(powers, y, powers);
        }

        return (double.CreateTruncating(OrderedSums.Dot<T>(powers, y)), double.CreateTruncating(OrderedSums.Sum<T>(powers)), double.CreateTruncating(bend));
    }

    // Moves what is above τ to the front; how many that are.
    private static int Above<T>(Span<T> x, T threshold)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
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
