using MathNet.Numerics.Distributions;

namespace Workbook.Selection;

/// <summary>Selection sizes at which a selection starts to be enough.</summary>
// Theory section 2, "critical N".
public static class CriticalSelection
{
    /// <summary>N*(ε): the least N in 1 … L−1 with d_N ≤ (1+ε) min d, the minimum over the same N.</summary>
    /// <param name="resultant">d, [L + 1], from <see cref="ResultantDistance.AllN"/>; L ≥ 2.</param>
    /// <param name="tolerance">ε ≥ 0.</param>
    public static int NearLeastDistance(ReadOnlySpan<double> resultant, double tolerance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resultant.Length, 3);
        ArgumentOutOfRangeException.ThrowIfNegative(tolerance);
        var least = double.PositiveInfinity;
        foreach (var d in resultant[1..^1])
            least = Math.Min(least, d);
        var n = 1;
        while (resultant[n] > (1 + tolerance) * least)
            n++;
        return n;
    }

    /// <summary>N_half of weights proportional to e^{−λi}, i = 1 … L: ceil(−ln((1+e^{−λL})/2)/λ), free of L once λL is large.</summary>
    /// <param name="length">L, at least 1.</param>
    /// <param name="rate">λ, positive.</param>
    public static int ExponentialHalfMass(int length, double rate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        return (int)Math.Ceiling(-Math.Log((1 + Math.Exp(-rate * length)) / 2) / rate - 1e-12);
    }

    /// <summary>The law of N_half for Zipf weights i^{−s}, s in (0, 1]: L·2^{−1/(1−s)} below 1, e^{−γ/2}·sqrt L at 1. For s &gt; 1 it is free of L and has no such law.</summary>
    /// <param name="length">L, at least 1.</param>
    /// <param name="exponent">s, in (0, 1].</param>
    public static double ZipfHalfMass(int length, double exponent)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exponent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(exponent, 1);
        const double Gamma = 0.57721566490153286;
        return exponent == 1 ? Math.Exp(-Gamma / 2) * Math.Sqrt(length) : length * Math.Pow(2, -1 / (1 - exponent));
    }

    /// <summary>N_half/L ≈ Φ(−σ) for Gaussian logits of deviation σ (in units of T), σ at most half of sqrt(2 ln L).</summary>
    /// <param name="deviation">σ ≥ 0.</param>
    public static double GaussianHalfMassShare(double deviation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(deviation);
        return Normal.CDF(0, 1, -deviation);
    }

    /// <summary>The mass of the top N for Gaussian logits: A_N ≈ Φ(σ + Φ⁻¹(N/L)).</summary>
    /// <param name="share">N/L, 0 … 1.</param>
    /// <param name="deviation">σ ≥ 0.</param>
    public static double GaussianMass(double share, double deviation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(deviation);
        return Normal.CDF(0, 1, deviation + Normal.InvCDF(0, 1, share));
    }
}
