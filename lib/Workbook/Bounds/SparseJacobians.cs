using Workbook.Normalizers;

namespace Workbook.Bounds;

/// <summary>Jacobian norms of the sparse normalizers from their weights alone, where the support does not change.</summary>
// Theory section 4, "sup of ||J||_2 per normalizer".
public static class SparseJacobians
{
    /// <summary>sparsemax, J = (diag(1_S) − 1_S 1_Sᵀ/|S|)/T: 1/T for a support of two or more, 0 for one token.</summary>
    /// <param name="support">|S|, at least 1.</param>
    /// <param name="temperature">T.</param>
    public static double SparsemaxNorm(int support, double temperature = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(support, 1);
        return support == 1 ? 0 : 1 / StableSoftmax.CheckedTemperature(temperature);
    }

    /// <summary>sparsemax from inf to 1: 4 ⌊k/2⌋⌈k/2⌉/(kT), k = |S|; it grows with the support.</summary>
    /// <param name="support">k, at least 1.</param>
    /// <param name="temperature">T.</param>
    public static double SparsemaxInfinityToOne(int support, double temperature = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(support, 1);
        return 4.0 * (support / 2) * ((support + 1) / 2) / (support * StableSoftmax.CheckedTemperature(temperature));
    }

    /// <summary>normmax, p = 2: |S| ||a||³/T, at most L/T.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="temperature">T.</param>
    /// <remarks>0 for one token on its own, for which the formula's limit 1/T is only directional.</remarks>
    public static double NormmaxNorm(ReadOnlySpan<double> weights, double temperature = 1)
    {
        StableSoftmax.CheckedTemperature(temperature);
        var (support, squares) = (0, 0.0);
        foreach (var a in weights)
        {
            support += a > 0 ? 1 : 0;
            squares += a * a;
        }

        return support < 2 ? 0 : support * Math.Pow(squares, 1.5) / temperature;
    }

    /// <summary>α-entmax, J = (diag(u) − u uᵀ/Σu)/T with u = a^(2−α) on the support: Σu times the norm of softmax's Jacobian at u/Σu.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="alpha">α ≥ 1; 1 is softmax, 2 sparsemax.</param>
    /// <param name="temperature">T.</param>
    public static double EntmaxNorm(ReadOnlySpan<double> weights, double alpha, double temperature = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(alpha, 1);
        var u = new double[weights.Length];
        var sum = 0.0;
        for (var i = 0; i < u.Length; i++)
        {
            u[i] = weights[i] > 0 ? Math.Pow(weights[i], 2 - alpha) : 0;
            sum += u[i];
        }

        for (var i = 0; i < u.Length; i++)
            u[i] /= sum;
        return sum * SoftmaxJacobian.SpectralNorm(u, temperature);
    }

    /// <summary>α-entmax with one token at a and k equal ones at (1−a)/k: ||J||_2 is at least (k+1)u_1u_2/(u_1+k u_2), whose greatest value over a is given; it tends to 1/T.</summary>
    /// <param name="alpha">α in (1, 2).</param>
    /// <param name="length">L = k + 1, at least 2.</param>
    /// <param name="temperature">T.</param>
    /// <returns>That a, and the norm there.</returns>
    public static (double Weight, double Norm) EntmaxSteepest(double alpha, int length, double temperature = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(alpha, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(alpha, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        StableSoftmax.CheckedTemperature(temperature);
        var (weight, norm) = SteepestRows.EntmaxOneAbove(alpha, length);
        return (weight, norm / temperature);
    }
}
