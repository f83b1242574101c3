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

    /// <summary>The weight that scalable softmax (T = 1, logits times σ ln L) gives one token g above L−1 equal competitors: 1/(1+(L−1)L^(−σg)), which tends to 0, 1/2, 1 for g below, at, above 1/σ.</summary>
    /// <param name="gap">g.</param>
    /// <param name="length">L, at least 1.</param>
    /// <param name="scale">σ.</param>
    public static double ScalableWeightAt(double gap, int length, double scale)
    {
        VanishingBounds.CheckLength(length);
        return length == 1 ? 1 : 1 / (1 + (length - 1) * Math.Pow(length, -scale * gap));
    }

    /// <summary>The least gap to the runner-up at which α-entmax puts all mass on one token: T/(α−1); α = 2 is sparsemax, T, and normmax (p = 2) needs the same. Softmax, α = 1, never does.</summary>
    /// <param name="alpha">α, above 1.</param>
    /// <param name="temperature">T.</param>
    public static double OneHotGap(double alpha, double temperature = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(alpha, 1);
        return StableSoftmax.CheckedTemperature(temperature) / (alpha - 1);
    }

    /// <summary>The greatest spread D of softcapped logits B tanh(l/B): 2B/T whatever the keys, so Lemma 1 always applies.</summary>
    /// <param name="cap">B, positive.</param>
    /// <param name="temperature">T.</param>
    public static double SoftcapSpread(double cap, double temperature = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cap);
        return 2 * cap / StableSoftmax.CheckedTemperature(temperature);
    }
}
