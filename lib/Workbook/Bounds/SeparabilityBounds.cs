using Workbook.Selection;

namespace Workbook.Bounds;

/// <summary>Bounds of the distinguishable share N_s/N of the top-N selection at a fixed radius r, for random vectors and weights that are given.</summary>
/// <remarks>None of them applies to r_min or r_med, which depend on the draw.</remarks>
// The paper's Theorem 2; theory section 3.
public static class SeparabilityBounds
{
    /// <summary>ξ_i of Theorem 2: ξ_i² = M² (Σ_{j≠i} a_j)² − δ² Σ_{j&lt;k; j,k≠i} a_j a_k over the selected; never below ||y_i − s_N||.</summary>
    /// <param name="selectedWeights">a_j of the selected tokens, [N].</param>
    /// <param name="norm">M, the length of every vector.</param>
    /// <param name="separation">δ ≥ 0, the least distance of two vectors.</param>
    /// <returns>ξ, [N].</returns>
    public static double[] Xi(ReadOnlySpan<double> selectedWeights, double norm, double separation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(norm);
        ArgumentOutOfRangeException.ThrowIfNegative(separation);
        var (mass, squares, _) = Sums(selectedWeights);
        var xi = new double[selectedWeights.Length];
        for (var i = 0; i < xi.Length; i++)
        {
            var a = selectedWeights[i];
            var rest = mass - a;
            var pairs = Math.Max(0, rest * rest - (squares - a * a)) / 2;
            xi[i] = Math.Sqrt(Math.Max(0, norm * norm * rest * rest - separation * separation * pairs));
        }

        return xi;
    }

    /// <summary>Theorem 2 as read (P): 1 − Σξ_i/(rN) ≤ E N_s/N ≤ (1/N) Σ exp(−(ξ_i − r)₊²/(2M²)). The lower side holds; the upper one is refuted as stated.</summary>
    /// <param name="selectedWeights">a_j of the selected tokens, [N], N ≥ 1.</param>
    /// <param name="norm">M, positive.</param>
    /// <param name="separation">δ ≥ 0.</param>
    /// <param name="radius">r, positive.</param>
    public static Interval Published(ReadOnlySpan<double> selectedWeights, double norm, double separation, double radius)
    {
        Check(selectedWeights, radius);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(norm);
        var xi = Xi(selectedWeights, norm, separation);
        return new Interval(
            1 - xi.Sum() / (radius * xi.Length),
            xi.Average(x => Math.Exp(-Math.Pow(Math.Max(0, x - radius), 2) / (2 * norm * norm))));
    }

    /// <summary>Sure (S): N_s/N ≥ #{ξ_i ≤ r}/N for every draw that keeps the distances; dominates the published lower side.</summary>
    /// <param name="selectedWeights">a_j of the selected tokens, [N], N ≥ 1.</param>
    /// <param name="norm">M.</param>
    /// <param name="separation">δ ≥ 0.</param>
    /// <param name="radius">r, positive.</param>
    public static double SureShare(ReadOnlySpan<double> selectedWeights, double norm, double separation, double radius)
    {
        Check(selectedWeights, radius);
        return Xi(selectedWeights, norm, separation).Average(x => x <= radius ? 1.0 : 0.0);
    }

    /// <summary>Squared distance of a selected token (N): mean Q − a_i², variance 2[(Q−a_i²)² − (Q4−a_i⁴)]/d_eff, for independent unit vectors of mean 0.</summary>
    /// <param name="selectedWeights">a_j of the selected tokens, [N].</param>
    /// <param name="i">Which of them, 0 … N−1.</param>
    /// <param name="dimension">d_eff = 1/tr(Cov²); d when isotropic.</param>
    public static DistanceMoments Selected(ReadOnlySpan<double> selectedWeights, int i, double dimension)
    {
        CheckDimension(dimension);
        var (_, squares, fourths) = Sums(selectedWeights);
        var a2 = selectedWeights[i] * selectedWeights[i];
        var q = Math.Max(0, squares - a2);
        return new DistanceMoments(q, Math.Max(0, 2 * (q * q - (fourths - a2 * a2)) / dimension));
    }

    /// <summary>Squared distance of an unselected token (N): mean Q + a_j², variance 2[Q² − Q4]/d_eff + 4a_j² Q/d_eff.</summary>
    /// <param name="selectedWeights">The weights of the selected tokens, [N].</param>
    /// <param name="weight">a_j of the token left out.</param>
    /// <param name="dimension">d_eff.</param>
    public static DistanceMoments Unselected(ReadOnlySpan<double> selectedWeights, double weight, double dimension)
    {
        CheckDimension(dimension);
        var (_, squares, fourths) = Sums(selectedWeights);
        return new DistanceMoments(squares + weight * weight, (2 * Math.Max(0, squares * squares - fourths) + 4 * weight * weight * squares) / dimension);
    }

    /// <summary>What a common mean μ of the unit vectors adds to the mean of a selected token's squared distance: ||μ||²[(A−a_i)² − (Q−a_i²)].</summary>
    /// <param name="selectedWeights">a_j of the selected tokens, [N].</param>
    /// <param name="i">Which of them, 0 … N−1.</param>
    /// <param name="meanNorm">||μ||, 0 … 1.</param>
    public static double CommonMeanSelected(ReadOnlySpan<double> selectedWeights, int i, double meanNorm)
    {
        var (mass, squares, _) = Sums(selectedWeights);
        var a = selectedWeights[i];
        return meanNorm * meanNorm * ((mass - a) * (mass - a) - (squares - a * a));
    }

    /// <summary>What a common mean μ of the unit vectors adds to the mean of an unselected token's squared distance: ||μ||²[A² − Q − 2a_j A].</summary>
    /// <param name="selectedWeights">The weights of the selected tokens, [N].</param>
    /// <param name="weight">a_j of the token left out.</param>
    /// <param name="meanNorm">||μ||, 0 … 1.</param>
    public static double CommonMeanUnselected(ReadOnlySpan<double> selectedWeights, double weight, double meanNorm)
    {
        var (mass, squares, _) = Sums(selectedWeights);
        return meanNorm * meanNorm * (mass * mass - squares - 2 * weight * mass);
    }

    /// <summary>Bounds of E N_s/N at a fixed r (N): Cantelli's bounds of each selected token, averaged.</summary>
    /// <param name="selectedWeights">a_j of the selected tokens, [N], N ≥ 1.</param>
    /// <param name="dimension">d_eff.</param>
    /// <param name="radius">r, positive.</param>
    public static Interval Cantelli(ReadOnlySpan<double> selectedWeights, double dimension, double radius)
    {
        Check(selectedWeights, radius);
        var (lower, upper) = (0.0, 0.0);
        for (var i = 0; i < selectedWeights.Length; i++)
        {
            var chance = Selected(selectedWeights, i, dimension).ChanceWithin(radius);
            lower += chance.Lower;
            upper += chance.Upper;
        }

        return new Interval(lower / selectedWeights.Length, upper / selectedWeights.Length);
    }

    /// <summary>The weights of the top-N selection, greatest first: what the functions here take.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="n">N, 0 … L.</param>
    public static double[] TopWeights(ReadOnlySpan<double> weights, int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(n, weights.Length);
        var order = TopOrder.Of(weights);
        var top = new double[n];
        for (var rank = 0; rank < n; rank++)
            top[rank] = weights[order[rank]];
        return top;
    }

    internal static (double Mass, double Squares, double Fourths) Sums(ReadOnlySpan<double> weights)
    {
        var (mass, squares, fourths) = (0.0, 0.0, 0.0);
        foreach (var a in weights)
        {
            mass += a;
            squares += a * a;
            fourths += a * a * a * a;
        }

        return (mass, squares, fourths);
    }

    internal static void CheckDimension(double dimension)
    {
        if (!(dimension >= 1))
            throw new ArgumentOutOfRangeException(nameof(dimension), dimension, "The dimension must be at least 1.");
    }

    private static void Check(ReadOnlySpan<double> selectedWeights, double radius)
    {
        if (selectedWeights.IsEmpty)
            throw new ArgumentException("At least one token must be selected.", nameof(selectedWeights));
        if (!(radius > 0))
            throw new ArgumentOutOfRangeException(nameof(radius), radius, "The radius r must be positive.");
    }
}
