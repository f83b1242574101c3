namespace Workbook.Normalizers;

/// <summary>Largest singular values of small upper bidiagonal matrices, one a row of a batch.</summary>
internal static class Bidiagonal
{
    /// <summary>The norms.</summary>
    /// <param name="diagonal">α_1 … α_k, each for all rows.</param>
    /// <param name="above">β_1 … β_k, each for all rows; the last lies outside the matrix.</param>
    public static double[] Norms(IReadOnlyList<double[]> diagonal, IReadOnlyList<double[]> above)
    {
        var norms = new double[diagonal[0].Length];
        Parallel.For(0, norms.Length, row => norms[row] = Norm([.. diagonal.Select(d => d[row])], [.. above.Select(b => b[row])]));
        return norms;
    }

    // Bisection on BᵀB with the count of eigenvalues below x (Sturm; Golub and Van Loan, section 8.4).
    private static double Norm(double[] alpha, double[] beta)
    {
        var unit = Math.Max(alpha.Max(), beta.SkipLast(1).DefaultIfEmpty(0).Max());
        if (unit == 0)
            return 0;
        var (d, off) = (new double[alpha.Length], new double[alpha.Length]);
        for (var j = 0; j < d.Length; j++)
        {
            d[j] = Math.Pow(alpha[j] / unit, 2) + (j > 0 ? Math.Pow(beta[j - 1] / unit, 2) : 0);
            off[j] = j > 0 ? alpha[j - 1] / unit * (beta[j - 1] / unit) : 0;
        }

        var (low, high) = (0.0, 5.0);
        while (true)
        {
            var middle = low + (high - low) / 2;
            if (middle <= low || middle >= high)
                return unit * Math.Sqrt(high);
            if (AllBelow(d, off, middle))
                high = middle;
            else
                low = middle;
        }
    }

    private static bool AllBelow(double[] diagonal, double[] off, double x)
    {
        var pivot = 1.0;
        for (var j = 0; j < diagonal.Length; j++)
        {
            pivot = diagonal[j] - x - off[j] * off[j] / pivot;
            if (pivot >= 0)
                return false;
        }

        return true;
    }
}
