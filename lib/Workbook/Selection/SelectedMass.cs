namespace Workbook.Selection;

/// <summary>Selected mass A_N = Σ_{i in I_N} a_i of the top-N selection.</summary>
public static class SelectedMass
{
    /// <summary>A_N for every N.</summary>
    /// <param name="weights">a, [L].</param>
    /// <returns>A, [L + 1]; A_0 = 0 and A_L is the sum of all weights.</returns>
    public static double[] AllN(ReadOnlySpan<double> weights)
    {
        var mass = new double[weights.Length + 1];
        var order = TopOrder.Of(weights);
        for (var n = 0; n < order.Length; n++)
            mass[n + 1] = mass[n] + weights[order[n]];
        return mass;
    }

    /// <summary>The mass left out, τ_N = Σ_{i not in I_N} a_i, summed from the smallest weight so that tiny tails keep their digits.</summary>
    /// <param name="weights">a, [L].</param>
    /// <returns>τ, [L + 1]; τ_L = 0.</returns>
    public static double[] TailAllN(ReadOnlySpan<double> weights)
    {
        var tail = new double[weights.Length + 1];
        var order = TopOrder.Of(weights);
        for (var n = order.Length; n > 0; n--)
            tail[n - 1] = tail[n] + weights[order[n - 1]];
        return tail;
    }

    /// <summary>N_half: the least N with A_N ≥ half of all mass.</summary>
    /// <param name="weights">a, [L], L ≥ 1.</param>
    public static int HalfMassSize(ReadOnlySpan<double> weights)
    {
        ArgumentOutOfRangeException.ThrowIfZero(weights.Length);
        var mass = AllN(weights);

        // A hair of slack: two equal weights of 0.5 hold exactly one half each, however the softmax rounded.
        var half = mass[^1] / 2 * (1 - 1e-12);
        var n = 0;
        while (mass[n] < half)
            n++;
        return n;
    }
}
