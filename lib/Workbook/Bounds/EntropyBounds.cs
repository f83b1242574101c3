namespace Workbook.Bounds;

/// <summary>Entropy of attention weights (nats) and how little of it bounded logits can take away.</summary>
// Theory section 1, "entropy, sharp": H ≥ ln L − (y − 1 − ln y), y = D/(1 − e^−D).
public static class EntropyBounds
{
    /// <summary>H(a) = −Σ a ln a in nats, 0 ln 0 = 0.</summary>
    /// <param name="weights">a, [L].</param>
    public static double Entropy(ReadOnlySpan<double> weights)
    {
        var sum = 0.0;
        foreach (var a in weights)
            sum -= a > 0 ? a * Math.Log(a) : 0;
        return sum;
    }

    /// <summary>Effective tokens e^H.</summary>
    /// <param name="weights">a, [L].</param>
    public static double EffectiveTokens(ReadOnlySpan<double> weights) => Math.Exp(Entropy(weights));

    /// <summary>The greatest loss ln L − H of logits with spread D: y − 1 − ln y; D²/8 near 0, below D, and free of L.</summary>
    /// <param name="spread">D ≥ 0.</param>
    public static double Loss(double spread)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(spread);
        var u = YMinusOne(spread);

        // u − ln(1+u): below 0.01 the series, since the difference would keep few digits.
        return u < 0.01
            ? u * u * (1.0 / 2 - u * (1.0 / 3 - u * (1.0 / 4 - u * (1.0 / 5 - u * (1.0 / 6 - u / 7)))))
            : u - Math.Log(1 + u);
    }

    /// <summary>The sharp interval of H: ln L − Loss(D) ≤ H ≤ ln L, and H ≥ 0.</summary>
    /// <param name="length">L, at least 1.</param>
    /// <param name="spread">D ≥ 0.</param>
    public static Interval Sharp(int length, double spread)
    {
        VanishingBounds.CheckLength(length);
        return new Interval(Math.Max(0, Math.Log(length) - Loss(spread)), Math.Log(length));
    }

    /// <summary>The share θ = (y−1)/(e^D−1) of logits at the top at which the lower bound is reached (when θL is an integer).</summary>
    /// <param name="spread">D ≥ 0; 1/2 at 0.</param>
    public static double ExtremalTopShare(double spread)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(spread);
        return spread < 1e-8 ? 0.5 : YMinusOne(spread) / (Math.Exp(spread) - 1);
    }

    /// <summary>Logits with a given number of tokens at the top, D above the rest.</summary>
    /// <param name="length">L.</param>
    /// <param name="top">Tokens at the top, 0 … L.</param>
    /// <param name="spread">D.</param>
    /// <returns>l, [L], in units of T.</returns>
    public static double[] TwoLevelLogits(int length, int top, double spread)
    {
        VanishingBounds.CheckLength(length);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(top, length);
        var logits = new double[length];
        logits.AsSpan(0, top).Fill(spread);
        return logits;
    }

    private static double YMinusOne(double d) =>
        d < 0.01 ? d * (1.0 / 2 + d * (1.0 / 12 - d * d / 720)) : d / (1 - Math.Exp(-d)) - 1;
}
