using Workbook.Normalizers;

namespace Workbook.Bounds;

/// <summary>The gap between one logit and its competitors, and the weight it buys: g = T ln((L−1)p/(1−p)).</summary>
/// <remarks>Exact when all competitors lie exactly g below; sufficient when they lie at least g below, necessary when at most g.</remarks>
// Theory section 1, "inversion".
public static class GapInversion
{
    /// <summary>The gap g that gives one token the weight p.</summary>
    /// <param name="weight">p, strictly between 0 and 1.</param>
    /// <param name="length">L, at least 2.</param>
    /// <param name="temperature">T.</param>
    public static double GapFor(double weight, int length, double temperature = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(weight);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(weight, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        return StableSoftmax.CheckedTemperature(temperature) * Math.Log((length - 1) * weight / (1 - weight));
    }

    /// <summary>The weight p of one token that stands g above L−1 equal competitors.</summary>
    /// <param name="gap">g.</param>
    /// <param name="length">L, at least 1.</param>
    /// <param name="temperature">T.</param>
    public static double WeightAt(double gap, int length, double temperature = 1)
    {
        VanishingBounds.CheckLength(length);
        return length == 1 ? 1 : 1 / (1 + (length - 1) * Math.Exp(-gap / StableSoftmax.CheckedTemperature(temperature)));
    }
}
