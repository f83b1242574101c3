using MathNet.Numerics.RootFinding;
using Workbook.Normalizers;

namespace Workbook.Bounds;

/// <summary>Sensitivity ||J||_2 of simple rows as a function of temperature: it falls off on both sides of a worst temperature.</summary>
// Theory section 4, "both ends of temperature".
public static class TemperatureLaws
{
    // The root of 2u tanh u = 1, u = g/(2T): where the two-token sensitivity peaks.
    private static readonly double PeakU = Brent.FindRoot(u => 2 * u * Math.Tanh(u) - 1, 0.5, 1, 1e-15);

    /// <summary>Two tokens with gap g: ||J||_2 = sech²(g/2T)/(2T).</summary>
    /// <param name="gap">g ≥ 0.</param>
    /// <param name="temperature">T.</param>
    public static double TwoTokens(double gap, double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(gap);
        var cosh = Math.Cosh(gap / (2 * StableSoftmax.CheckedTemperature(temperature)));
        return 1 / (2 * temperature * cosh * cosh);
    }

    /// <summary>The worst temperature of two tokens, T* = g/1.5434, and the sensitivity there, 0.4477/g.</summary>
    /// <param name="gap">g, positive.</param>
    public static (double Temperature, double Sensitivity) TwoTokenPeak(double gap)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(gap);
        var temperature = gap / (2 * PeakU);
        return (temperature, TwoTokens(gap, temperature));
    }

    /// <summary>One token g above L−1 equal ones: T||J||_2 = max{p(1−p)L/(L−1), (1−p)/(L−1)}, p its weight; the second only for L &gt; 2.</summary>
    /// <param name="gap">g.</param>
    /// <param name="length">L, at least 2.</param>
    /// <param name="temperature">T.</param>
    public static double OneAboveEqual(double gap, int length, double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        var p = GapInversion.WeightAt(gap, length, temperature);
        var rest = (length - 1) * Math.Exp(-gap / temperature) * p;
        if (double.IsNaN(rest))
            rest = 1;
        var across = p * rest * length / (length - 1);
        return Math.Max(across, length > 2 ? rest / (length - 1) : 0) / temperature;
    }

    /// <summary>The temperature g/ln(L−1) at which one token g above L−1 equal ones holds half of the mass, and the sensitivity there, L ln(L−1)/(4(L−1)g).</summary>
    /// <param name="gap">g, positive.</param>
    /// <param name="length">L, at least 3.</param>
    public static (double Temperature, double Sensitivity) HalfMass(double gap, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(gap);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 3);
        var log = Math.Log(length - 1);
        return (gap / log, length * log / (4.0 * (length - 1) * gap));
    }
}
