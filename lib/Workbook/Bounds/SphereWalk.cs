using System.Numerics;

namespace Workbook.Bounds;

/// <summary>The length of a sum Σ a_j x_j of independent vectors, uniform on the unit sphere of R³: its distribution in closed form.</summary>
/// <remarks>What makes both sides of Theorem 2 exact in three dimensions: no simulation is needed to refute its upper side.</remarks>
// One coordinate of a_j x_j is uniform on [−a_j, a_j]; with F and f the distribution and density of the sum of these, P(R ≤ r) = F(r) − F(−r) − 2 r f(r).
public static class SphereWalk
{
    private const int Most = 12;

    /// <summary>P(||Σ a_j x_j|| ≤ r).</summary>
    /// <param name="steps">a_j, positive, at most 12 of them, none below a tenth of the greatest: the closed form loses digits there.</param>
    /// <param name="radius">r ≥ 0.</param>
    public static double ChanceWithin(ReadOnlySpan<double> steps, double radius)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps.Length, Most, nameof(steps));
        var n = steps.Length;
        if (n < 2)
            return n == 0 || steps[0] <= radius ? 1 : 0;
        var unit = 1.0;
        for (var k = 0; k < n; k++)
            unit *= 2 * steps[k] * (k + 1);
        var (within, density) = (0.0, 0.0);
        for (var signs = 0u; signs < 1u << n; signs++)
        {
            var sum = 0.0;
            for (var k = 0; k < n; k++)
                sum += (signs >> k & 1) == 1 ? -steps[k] : steps[k];
            var sign = BitOperations.PopCount(signs) % 2 == 0 ? 1 : -1;
            within += sign * (Power(sum + radius, n) - Power(sum - radius, n));
            density += sign * n * Power(sum + radius, n - 1);
        }

        return Math.Clamp((within - 2 * radius * density) / unit, 0, 1);
    }

    /// <summary>E N_s/N at a fixed radius when all of these tokens are selected and their unit vectors are uniform in R³.</summary>
    /// <param name="selectedWeights">a_j of the selected, [N], 1 ≤ N ≤ 13; see <see cref="ChanceWithin"/>.</param>
    /// <param name="radius">r ≥ 0.</param>
    public static double ExpectedShare(ReadOnlySpan<double> selectedWeights, double radius)
    {
        ArgumentOutOfRangeException.ThrowIfZero(selectedWeights.Length, nameof(selectedWeights));
        var others = new double[selectedWeights.Length - 1];
        var sum = 0.0;
        for (var i = 0; i < selectedWeights.Length; i++)
        {
            selectedWeights[..i].CopyTo(others);
            selectedWeights[(i + 1)..].CopyTo(others.AsSpan(i));
            sum += ChanceWithin(others, radius);
        }

        return sum / selectedWeights.Length;
    }

    private static double Power(double x, int n)
    {
        if (x <= 0)
            return 0;
        var power = 1.0;
        for (var k = 0; k < n; k++)
            power *= x;
        return power;
    }
}
