namespace Workbook.Experiments.Statistics;

/// <summary>The two-sample Kolmogorov–Smirnov test: do two samples come from one distribution?</summary>
/// <param name="Statistic">D, the greatest distance between the two empirical distribution functions, 0 … 1.</param>
/// <param name="PValue">Probability of a distance at least as great when both come from one continuous distribution.</param>
/// <param name="Exact">True when the probability is exact; else Kolmogorov's limit law.</param>
/// <param name="First">Size of the first sample.</param>
/// <param name="Second">Size of the second sample.</param>
/// <remarks>The samples are taken as independent. With ties the exact probability is too great, never too small.</remarks>
public sealed record KolmogorovSmirnov(double Statistic, double PValue, bool Exact, int First, int Second)
{
    // Beyond this many cells of the path count the limit law is off by less than a thousandth.
    private const long MostCells = 4_000_000;

    /// <summary>Tests two samples.</summary>
    /// <param name="first">At least one number, none NaN.</param>
    /// <param name="second">At least one number, none NaN.</param>
    public static KolmogorovSmirnov Of(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        ArgumentOutOfRangeException.ThrowIfZero(first.Count, nameof(first));
        ArgumentOutOfRangeException.ThrowIfZero(second.Count, nameof(second));
        var (n, m) = (first.Count, second.Count);
        var steps = Steps([.. first.Order()], [.. second.Order()]);
        var exact = (long)n * m <= MostCells;
        var distance = steps / ((double)n * m);
        return new(distance, exact ? ExactTail(n, m, steps) : LimitTail(n, m, distance), exact, n, m);
    }

    /// <summary>D alone, without its probability.</summary>
    /// <param name="first">At least one number, none NaN; left sorted.</param>
    /// <param name="second">At least one number, none NaN; left sorted.</param>
    internal static double Distance(double[] first, double[] second)
    {
        Array.Sort(first);
        Array.Sort(second);
        return Steps(first, second) / ((double)first.Length * second.Length);
    }

    /// <summary>The least D that the test can call significant; NaN when even D = 1 is not.</summary>
    /// <param name="first">Size of the first sample.</param>
    /// <param name="second">Size of the second sample.</param>
    /// <param name="level">The level, such as 0.05.</param>
    public static double LeastSignificant(int first, int second, double level)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(second, 1);
        var product = (long)first * second;
        if (ExactTail(first, second, product) > level)
            return double.NaN;
        var (low, high) = (0L, product);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = ExactTail(first, second, middle) <= level ? (low, middle) : (middle, high);
        }

        return high / (double)product;
    }

    /// <summary>P(D ≥ steps/(n m)) under the hypothesis, by counting lattice paths.</summary>
    // Every order of the n + m numbers is equally likely; an order is a path from (0, 0) to (n, m), and D < d says that it keeps
    // |i/n − j/m| < d. The last of i + j numbers is one of the first sample with probability i/(i+j).
    public static double ExactTail(int n, int m, long steps)
    {
        if (steps <= 0)
            return 1;
        var inside = new double[m + 1];
        for (var i = 0; i <= n; i++)
        {
            for (var j = 0; j <= m; j++)
            {
                var reached = i == 0 && j == 0 ? 1.0
                    : (i > 0 ? inside[j] * i / (i + j) : 0) + (j > 0 ? inside[j - 1] * j / (i + j) : 0);
                inside[j] = Math.Abs((long)i * m - (long)j * n) < steps ? reached : 0;
            }
        }

        return Math.Clamp(1 - inside[m], 0, 1);
    }

    /// <summary>Kolmogorov's limit law: P(D ≥ d) ≈ 2 Σ (−1)^{k+1} exp(−2 k² λ²), λ = d sqrt(nm/(n+m)).</summary>
    // Smirnov 1939; below λ = 1 the theta-function form converges faster.
    public static double LimitTail(int n, int m, double distance)
    {
        var lambda = distance * Math.Sqrt((double)n * m / (n + m));
        if (lambda < 1e-3)
            return 1;
        var sum = 0.0;
        if (lambda < 1)
        {
            for (var k = 1; k <= 20; k++)
                sum += Math.Exp(-Math.Pow((2 * k - 1) * Math.PI / lambda, 2) / 8);
            return Math.Clamp(1 - Math.Sqrt(2 * Math.PI) / lambda * sum, 0, 1);
        }

        for (var k = 1; k <= 20; k++)
            sum += (k % 2 == 1 ? 2 : -2) * Math.Exp(-2.0 * k * k * lambda * lambda);
        return Math.Clamp(sum, 0, 1);
    }

    // D in units of 1/(n m), so that no rounding blurs ties.
    private static long Steps(double[] first, double[] second)
    {
        var (i, j, most) = (0, 0, 0L);
        while (i < first.Length && j < second.Length)
        {
            var value = Math.Min(first[i], second[j]);
            while (i < first.Length && first[i] == value)
                i++;
            while (j < second.Length && second[j] == value)
                j++;
            most = Math.Max(most, Math.Abs((long)i * second.Length - (long)j * first.Length));
        }

        return most;
    }
}
