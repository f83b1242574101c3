using MathNet.Numerics.Distributions;

namespace Workbook.Bounds;

/// <summary>How often a selected token lies nearer to s_N than an unselected one: free of any radius, and its mean over pairs is an AUC.</summary>
/// <remarks>For independent unit vectors of mean 0; the noise of ||s||² cancels in the difference of the two squared distances.</remarks>
// Theory section 3, "pair law".
public static class PairLaw
{
    /// <summary>Moments of dist_j² − dist_i²: mean a_i² + a_j², variance 4[a_i²(Q−a_i²) + a_j² Q]/d_eff.</summary>
    /// <param name="selectedWeights">The weights of the selected tokens, [N].</param>
    /// <param name="i">Which of them, 0 … N−1.</param>
    /// <param name="weight">a_j of the token left out.</param>
    /// <param name="dimension">d_eff; d when isotropic.</param>
    public static DistanceMoments Difference(ReadOnlySpan<double> selectedWeights, int i, double weight, double dimension)
    {
        SeparabilityBounds.CheckDimension(dimension);
        var (_, squares, _) = SeparabilityBounds.Sums(selectedWeights);
        var a2 = selectedWeights[i] * selectedWeights[i];
        var b2 = weight * weight;
        return new DistanceMoments(a2 + b2, 4 * (a2 * Math.Max(0, squares - a2) + b2 * squares) / dimension);
    }

    /// <summary>P(i nearer than j) ≈ Φ((a_i² + a_j²)/sqrt V), within about 0.01 at d = 64.</summary>
    /// <inheritdoc cref="Difference"/>
    public static double Chance(ReadOnlySpan<double> selectedWeights, int i, double weight, double dimension)
    {
        var (mean, variance) = Difference(selectedWeights, i, weight, dimension);
        return variance == 0 ? (mean > 0 ? 1 : 0.5) : Normal.CDF(0, 1, mean / Math.Sqrt(variance));
    }

    /// <summary>P(i nearer than j) ≥ m²/(m² + V), m = a_i² + a_j² (Cantelli).</summary>
    /// <inheritdoc cref="Difference"/>
    public static double ChanceAtLeast(ReadOnlySpan<double> selectedWeights, int i, double weight, double dimension)
    {
        var (mean, variance) = Difference(selectedWeights, i, weight, dimension);
        return mean == 0 ? 0 : mean * mean / (mean * mean + variance);
    }

    /// <summary>The predicted AUC of the top-N selection: the mean of <see cref="Chance"/> over all pairs; NaN when nothing is left out or selected.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="n">N, 0 … L.</param>
    /// <param name="dimension">d_eff.</param>
    public static double Auc(ReadOnlySpan<double> weights, int n, double dimension)
    {
        var sorted = SeparabilityBounds.TopWeights(weights, weights.Length);
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(n, sorted.Length);
        var sum = 0.0;
        for (var i = 0; i < n; i++)
        {
            for (var j = n; j < sorted.Length; j++)
                sum += Chance(sorted.AsSpan(0, n), i, sorted[j], dimension);
        }

        return sum / ((double)n * (sorted.Length - n));
    }
}
