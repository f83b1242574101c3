namespace Workbook.Normalizers;

/// <summary>The greatest eigenvalue of diag(u) − (1 − s) u uᵀ/Σu for u ≥ 0, in O(L) a step.</summary>
// Golub 1973, SIAM Review 15: it lies between the two largest u and solves λ Σ u_i/(u_i − λ) = s Σu/(1 − s).
internal static class SecularRoot
{
    /// <summary>The eigenvalue, to about 15 digits also where it is tiny.</summary>
    /// <param name="u">Each at least 0.</param>
    /// <param name="free">s, in 0 … 1.</param>
    public static double Largest(ReadOnlySpan<double> u, double free)
    {
        var (first, second, sum) = (0.0, 0.0, 0.0);
        foreach (var value in u)
        {
            sum += value;
            (first, second) = value > first ? (value, first) : (first, Math.Max(second, value));
        }

        // One entry alone: u − (1 − s) u.
        if (second == 0)
            return first * free;
        if (first == second || free >= 1)
            return first;
        var target = free * sum / (1 - free);
        var (low, high) = (second, first);
        for (var step = 0; step < 200; step++)
        {
            // Far apart, halve the exponent.
            var middle = high > 4 * low ? Math.Sqrt(low) * Math.Sqrt(high) : low + (high - low) / 2;
            if (middle <= low || middle >= high)
                break;
            var value = 0.0;
            foreach (var x in u)
                value += x / (x - middle);
            if (middle * value < target)
                low = middle;
            else
                high = middle;
        }

        return low + (high - low) / 2;
    }
}
