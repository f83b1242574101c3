using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Workbook.Bounds;

/// <summary>How many tokens a selection can tell apart: the exponent depends on which radius is meant.</summary>
/// <remarks>Equal weights 1/L and independent isotropic unit vectors in R^d, unless said; predictions, not bounds.</remarks>
// Theory section 3, "capacity laws".
public static class CapacityLaws
{
    private const int Nodes = 400;

    /// <summary>At the fixed r = sqrt N/L the selected can be told apart up to about N = sqrt(2d), free of L.</summary>
    /// <param name="dimension">d, at least 1.</param>
    public static double FixedRadiusCapacity(double dimension)
    {
        SeparabilityBounds.CheckDimension(dimension);
        return Math.Sqrt(2 * dimension);
    }

    /// <summary>N_s/N at the fixed r = sqrt N/L: about Φ(sqrt(d/(2(N−1)(N−2)))); 1 for N ≤ 2.</summary>
    /// <param name="n">N, at least 1.</param>
    /// <param name="dimension">d.</param>
    public static double FixedRadiusShare(int n, double dimension)
    {
        Check(n, dimension);
        return n <= 2 ? 1 : Normal.CDF(0, 1, Math.Sqrt(dimension / (2.0 * (n - 1) * (n - 2))));
    }

    /// <summary>The AUC: Φ(sqrt(d/(2N−1))).</summary>
    /// <param name="n">N, at least 1.</param>
    /// <param name="dimension">d.</param>
    public static double Auc(int n, double dimension)
    {
        Check(n, dimension);
        return Normal.CDF(0, 1, Math.Sqrt(dimension / (2.0 * n - 1)));
    }

    /// <summary>N_s/N at r_med, the median of the unselected: Φ(sqrt(d/(N−1))); 1 for N = 1.</summary>
    /// <param name="n">N, at least 1.</param>
    /// <param name="dimension">d.</param>
    public static double MedianRadiusShare(int n, double dimension)
    {
        Check(n, dimension);
        return n == 1 ? 1 : Normal.CDF(0, 1, Math.Sqrt(dimension / (n - 1.0)));
    }

    /// <summary>N_s/N at r_min: E_u K((1+ρu)/sqrt(1+2ρu+ρ²))^(L−N), ρ = sqrt(N−1); it falls with L.</summary>
    /// <param name="n">N, 1 … L.</param>
    /// <param name="length">L.</param>
    /// <param name="dimension">d, at least 2.</param>
    public static double NearestRadiusShare(int n, int length, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(n, length);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 2);
        var rho = Math.Sqrt(n - 1);

        // u = sin θ has density ∝ cos^(d−2) θ; the midpoint rule in θ converges fast, for the integrand vanishes at both ends.
        var (sum, mass) = (0.0, 0.0);
        for (var k = 0; k < Nodes; k++)
        {
            var theta = Math.PI * ((k + 0.5) / Nodes - 0.5);
            var u = Math.Sin(theta);
            var density = Math.Pow(Math.Cos(theta), dimension - 2);
            var norm = Math.Sqrt(Math.Max(0, 1 + 2 * rho * u + rho * rho));
            var cosine = norm == 0 ? 0 : (1 + rho * u) / norm;
            sum += density * Math.Pow(CoordinateCdf(cosine, dimension), length - n);
            mass += density;
        }

        return sum / mass;
    }

    /// <summary>K(t): the chance that one coordinate of a uniform unit vector in R^d is at most t.</summary>
    /// <param name="t">−1 … 1; beyond, the nearer end is taken.</param>
    /// <param name="dimension">d, at least 2.</param>
    public static double CoordinateCdf(double t, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 2);
        if (t <= -1 || t >= 1)
            return t < 0 ? 0 : 1;
        if (Math.Abs(t) < 0.5)
            return (1 + Math.Sign(t) * SpecialFunctions.BetaRegularized(0.5, (dimension - 1) / 2.0, t * t)) / 2;
        var tail = SpecialFunctions.BetaRegularized((dimension - 1) / 2.0, 0.5, (1 - t) * (1 + t)) / 2;
        return t > 0 ? 1 - tail : tail;
    }

    /// <summary>The size at which half of the r_min share is about to be lost: d/(2 ln L); simulation gives 1.2 to 1.7 times it.</summary>
    /// <param name="length">L, at least 2.</param>
    /// <param name="dimension">d.</param>
    public static double NearestRadiusCapacity(int length, double dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        SeparabilityBounds.CheckDimension(dimension);
        return dimension / (2 * Math.Log(length));
    }

    /// <summary>N_s/N at r_min when the weights left out are negligible: mean over i of Φ(½ sqrt(d_eff/(Q/a_i² − 1))), free of L.</summary>
    /// <param name="selectedWeights">a_i of the selected tokens, [N], N ≥ 1, all positive.</param>
    /// <param name="dimension">d_eff.</param>
    public static double NegligibleTailShare(ReadOnlySpan<double> selectedWeights, double dimension)
    {
        SeparabilityBounds.CheckDimension(dimension);
        if (selectedWeights.IsEmpty)
            throw new ArgumentException("At least one token must be selected.", nameof(selectedWeights));
        var (_, squares, _) = SeparabilityBounds.Sums(selectedWeights);
        var sum = 0.0;
        foreach (var a in selectedWeights)
        {
            if (!(a > 0))
                throw new ArgumentException("Every selected weight must be positive.", nameof(selectedWeights));
            var ratio = squares / (a * a) - 1;
            sum += ratio <= 0 ? 1 : Normal.CDF(0, 1, 0.5 * Math.Sqrt(dimension / ratio));
        }

        return sum / selectedWeights.Length;
    }

    private static void Check(int n, double dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        SeparabilityBounds.CheckDimension(dimension);
    }
}
