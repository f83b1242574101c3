using Workbook.Normalizers;

namespace Workbook.Bounds;

/// <summary>How small and how large one attention weight can be when the logits are bounded.</summary>
// The paper's Lemma 1 and Corollary 1; theory section 1.
public static class VanishingBounds
{
    /// <summary>Lemma 1 (P): for a_i = F(l_i)/Σ F(l_j) with m ≤ F ≤ M on the logits' range, C1/L ≤ a_i ≤ C2/L, C1 = m/M, C2 = M/m.</summary>
    /// <param name="length">L, at least 1.</param>
    /// <param name="least">m, positive.</param>
    /// <param name="greatest">M, at least m.</param>
    public static Interval General(int length, double least, double greatest)
    {
        CheckLength(length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(least);
        ArgumentOutOfRangeException.ThrowIfLessThan(greatest, least);
        return new Interval(least / greatest / length, greatest / least / length);
    }

    /// <summary>Corollary 1 (P): softmax with |l_i| ≤ Δ: exp(−2Δ/T)/L ≤ a_i ≤ exp(2Δ/T)/L. Correct; says nothing above while L ≤ exp(2Δ/T).</summary>
    /// <param name="length">L, at least 1.</param>
    /// <param name="logitBound">Δ, the greatest |l_i|.</param>
    /// <param name="temperature">T.</param>
    public static Interval Published(int length, double logitBound, double temperature = 1)
    {
        CheckLength(length);
        ArgumentOutOfRangeException.ThrowIfNegative(logitBound);
        var constant = Math.Exp(2 * logitBound / StableSoftmax.CheckedTemperature(temperature));
        return new Interval(1 / constant / length, constant / length);
    }

    /// <summary>Sharp (S): 1/(1+(L−1)e^D) ≤ a_i ≤ 1/(1+(L−1)e^−D); each is reached when all other logits sit at the opposite end.</summary>
    /// <param name="length">L, at least 1.</param>
    /// <param name="spread">D = (max l − min l)/T.</param>
    public static Interval Sharp(int length, double spread)
    {
        CheckLength(length);
        ArgumentOutOfRangeException.ThrowIfNegative(spread);
        return length == 1
            ? new Interval(1, 1)
            : new Interval(1 / (1 + (length - 1) * Math.Exp(spread)), 1 / (1 + (length - 1) * Math.Exp(-spread)));
    }

    /// <summary>D = (max l − min l)/T of the tokens that are not masked; 0 when there is none.</summary>
    /// <param name="logits">l, [L].</param>
    /// <param name="temperature">T.</param>
    public static double Spread(ReadOnlySpan<double> logits, double temperature = 1)
    {
        StableSoftmax.CheckedTemperature(temperature);
        var least = double.PositiveInfinity;
        var greatest = double.NegativeInfinity;
        foreach (var l in logits)
        {
            if (double.IsNegativeInfinity(l))
                continue;
            least = Math.Min(least, l);
            greatest = Math.Max(greatest, l);
        }

        return greatest >= least ? (greatest - least) / temperature : 0;
    }

    /// <summary>Logits that reach the sharp upper bound: one at the top, all others D below.</summary>
    /// <param name="length">L, at least 1.</param>
    /// <param name="spread">D.</param>
    /// <returns>l, [L], in units of T.</returns>
    public static double[] ExtremalLogits(int length, double spread)
    {
        CheckLength(length);
        var logits = new double[length];
        logits[0] = spread;
        return logits;
    }

    internal static void CheckLength(int length) => ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
}
