using Workbook.Selection;

namespace Workbook.Bounds;

/// <summary>Expected entropy, concentration and log-partition of softmax over independent Gaussian logits, exact at every L and σ by quadrature.</summary>
/// <remarks>σ is the logits' standard deviation in units of T; Z = Σ e^l; φ(t) = E exp(−t e^{σg}), g standard normal.</remarks>
// Theory section 1, "Gaussian logits". With t = e^u both integrands are analytic in a strip around the real line, so the plain
// trapezoid rule converges exponentially: step 0.2 in u and min(0.25, 0.3/σ) in g leave errors near 1e-13.
public static class GaussianLogits
{
    private const double StepU = 0.2;
    private const double Reach = 10;

    /// <summary>E ln Z = ∫ (e^−t − φ(t)^L) dt/t.</summary>
    /// <param name="length">L, at least 1.</param>
    /// <param name="deviation">σ ≥ 0.</param>
    public static double MeanLogPartition(int length, double deviation)
    {
        Check(length, deviation);
        var sum = 0.0;
        foreach (var u in Grid(length, deviation))
            sum += Math.Exp(-Math.Exp(u)) - PhiPower(deviation, u, length);
        return sum * StepU;
    }

    /// <summary>E Σ a² = L ∫ t E[e^{2σg} exp(−t e^{σg})] φ(t)^{L−1} dt: 1/L when dispersed, 1 when one token holds everything.</summary>
    /// <param name="length">L, at least 1.</param>
    /// <param name="deviation">σ ≥ 0.</param>
    public static double MeanSumOfSquares(int length, double deviation)
    {
        Check(length, deviation);
        var sum = 0.0;
        foreach (var u in Grid(length, deviation))
            sum += Average(deviation, u, x => x * x * Math.Exp(-x)) * PhiPower(deviation, u, length - 1);
        return sum * StepU * length;
    }

    /// <summary>E H = E ln Z − σ²(1 − E Σ a²), in nats.</summary>
    /// <param name="length">L, at least 1.</param>
    /// <param name="deviation">σ ≥ 0.</param>
    public static double MeanEntropy(int length, double deviation) =>
        MeanLogPartition(length, deviation) - deviation * deviation * (1 - MeanSumOfSquares(length, deviation));

    /// <summary>σ_c = sqrt(2 ln L): far below it a head disperses over e^{−σ²/2} L tokens, above it a few tokens hold the mass.</summary>
    /// <param name="length">L, at least 1.</param>
    public static double CriticalDeviation(int length)
    {
        VanishingBounds.CheckLength(length);
        return Math.Sqrt(2 * Math.Log(length));
    }

    /// <summary>The prediction H ≈ ln L − σ²/2 of the dispersed regime, σ ≤ σ_c/2.</summary>
    /// <param name="length">L, at least 1.</param>
    /// <param name="deviation">σ ≥ 0.</param>
    public static double DispersedEntropy(int length, double deviation)
    {
        Check(length, deviation);
        return Math.Log(length) - deviation * deviation / 2;
    }

    /// <summary>A ceiling of E ln Z: ln L + σ²/2, and σ σ_c once σ ≥ σ_c.</summary>
    /// <param name="length">L, at least 1.</param>
    /// <param name="deviation">σ ≥ 0.</param>
    public static double LogPartitionCeiling(int length, double deviation)
    {
        Check(length, deviation);
        var critical = CriticalDeviation(length);
        return deviation >= critical ? deviation * critical : Math.Log(length) + deviation * deviation / 2;
    }

    /// <summary>The prediction Σ a² ≈ e^{σ²}/L of the dispersed regime, σ ≤ 0.4 σ_c.</summary>
    /// <param name="length">L, at least 1.</param>
    /// <param name="deviation">σ ≥ 0.</param>
    public static double DispersedSumOfSquares(int length, double deviation)
    {
        Check(length, deviation);
        return Math.Exp(deviation * deviation) / length;
    }

    /// <summary>The limit L → ∞ of E Σ a² at a fixed σ/σ_c: 1 − σ_c/σ above σ_c, else 0; reached only logarithmically.</summary>
    /// <param name="ratio">σ/σ_c ≥ 0.</param>
    public static double CondensedSumOfSquares(double ratio)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ratio);
        return ratio > 1 ? 1 - 1 / ratio : 0;
    }

    /// <summary>A row of Gaussian logits in units of T.</summary>
    /// <param name="length">L.</param>
    /// <param name="deviation">σ ≥ 0.</param>
    /// <param name="seed">The seed of the draw.</param>
    /// <returns>l, [L].</returns>
    public static double[] Draw(int length, double deviation, int seed)
    {
        Check(length, deviation);
        return GaussianDraw.Logits(length, deviation, seed);
    }

    // φ^n from 1 − φ: a φ that is rounded near 1 would spoil the n-th power over the whole left side.
    private static double PhiPower(double deviation, double u, int n)
    {
        if (n == 0)
            return 1;
        var rest = Average(deviation, u, OneMinusExp);
        return Math.Exp(n * (rest < 1e-4 ? -rest * (1 + rest * (1.0 / 2 + rest / 3)) : Math.Log(Math.Max(0, 1 - rest))));
    }

    private static double OneMinusExp(double x) =>
        x < 1e-3 ? x * (1 - x * (1.0 / 2 - x * (1.0 / 6 - x / 24))) : 1 - Math.Exp(-x);

    // E f(x), x = e^{u + σ g}.
    private static double Average(double deviation, double u, Func<double, double> f)
    {
        var step = deviation > 1.2 ? 0.3 / deviation : 0.25;
        var count = (int)Math.Ceiling(Reach / step);
        var sum = 0.0;
        for (var k = -count; k <= count; k++)
        {
            var g = k * step;
            sum += f(Math.Min(Math.Exp(u + deviation * g), 1e100)) * Math.Exp(-g * g / 2);
        }

        return sum * step / Math.Sqrt(2 * Math.PI);
    }

    // Below: 1 − φ^L ≤ L e^{σ²/2 + u} < 1e-16. Above: φ is the chance of g < −u/σ, gone at nine deviations.
    private static IEnumerable<double> Grid(int length, double deviation)
    {
        var from = -(38 + Math.Log(length) + deviation * deviation / 2);
        var to = 4 + 9 * deviation;
        var count = (int)Math.Ceiling((to - from) / StepU);
        return Enumerable.Range(0, count + 1).Select(k => from + k * StepU);
    }

    private static void Check(int length, double deviation)
    {
        VanishingBounds.CheckLength(length);
        ArgumentOutOfRangeException.ThrowIfNegative(deviation);
    }
}
