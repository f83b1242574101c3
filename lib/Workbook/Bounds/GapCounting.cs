namespace Workbook.Bounds;

/// <summary>Counting gaps of one row: the inverse temperature at which softmax turns from spreading over many tokens to picking one.</summary>
/// <param name="CriticalInverse">Λ = sup over t &gt; 0 of ln N(t)/t, N(t) the tokens at most t below the maximum, itself included; +∞ for a tie at the top, 0 for one token.</param>
/// <param name="ContactGap">The largest gap that attains Λ; 0 for a tie at the top or one token.</param>
/// <param name="ContactCount">N at the contact gap.</param>
// Hayase and Karakida 2026, arXiv 2605.12697.
public sealed record GapCounting(double CriticalInverse, double ContactGap, int ContactCount)
{
    /// <summary>Counts the gaps of a row.</summary>
    /// <param name="logits">l, [L], L ≥ 1, not in units of the temperature; −∞ masks a token.</param>
    public static GapCounting Of(ReadOnlySpan<double> logits)
    {
        ArgumentOutOfRangeException.ThrowIfZero(logits.Length, nameof(logits));
        var sorted = logits.ToArray();
        Array.Sort(sorted);
        Array.Reverse(sorted);
        if (double.IsNegativeInfinity(sorted[0]))
            throw new ArgumentException("Every token is masked.", nameof(logits));
        return OfDescending(sorted);
    }

    /// <summary>Counts the gaps of a row that is already in order.</summary>
    /// <param name="sorted">l, [L], L ≥ 1, greatest first, the first finite; −∞ masks a token.</param>
    public static GapCounting OfDescending(ReadOnlySpan<double> sorted)
    {
        ArgumentOutOfRangeException.ThrowIfZero(sorted.Length, nameof(sorted));
        var counting = new GapCounting(0, 0, 1);
        for (var j = 2; j <= sorted.Length && !double.IsNegativeInfinity(sorted[j - 1]); j++)
        {
            // Within a tie only its last token has the full count.
            if (j < sorted.Length && sorted[j] == sorted[j - 1])
                continue;
            var gap = sorted[0] - sorted[j - 1];
            var rate = gap == 0 ? double.PositiveInfinity : Math.Log(j) / gap;
            if (rate >= counting.CriticalInverse)
                counting = new GapCounting(rate, gap, j);
            if (gap == 0)
                break;
        }

        return counting;
    }

    /// <summary>α = ln N(contact gap)/ln L: which share of the tokens, on a logarithmic scale, decides.</summary>
    /// <param name="length">L, at least 2.</param>
    public double ContactExponent(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        return Math.Log(ContactCount) / Math.Log(length);
    }

    /// <summary>r = β/Λ, β = 1/T: above 1 one token wins, below 1 many share.</summary>
    /// <param name="temperature">T.</param>
    public double Ratio(double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        return 1 / (temperature * CriticalInverse);
    }

    /// <summary>For r &gt; 1: a_max ≥ 1 − 1/r.</summary>
    /// <param name="ratio">r, above 1.</param>
    public static double LargestWeightFloor(double ratio)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ratio, 1);
        return 1 - 1 / ratio;
    }

    /// <summary>For r &gt; 1: H ≤ ln ρ + ρ² − ρ, ρ = r/(r−1).</summary>
    /// <param name="ratio">r, above 1.</param>
    public static double EntropyCeiling(double ratio)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ratio, 1);
        var rho = ratio / (ratio - 1);
        return Math.Log(rho) + rho * rho - rho;
    }

    /// <summary>For r &lt; 1: the two largest weights differ by at most r/(e(1−r)).</summary>
    /// <param name="ratio">r in [0, 1).</param>
    public static double TopDifferenceCeiling(double ratio)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ratio);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(ratio, 1);
        return ratio / (Math.E * (1 - ratio));
    }

    /// <summary>For r &lt; 1: 1/a_max ≥ N(contact gap)^(1−r).</summary>
    /// <param name="ratio">r in [0, 1).</param>
    public double EffectiveCountFloor(double ratio)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ratio);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(ratio, 1);
        return Math.Pow(ContactCount, 1 - ratio);
    }
}
