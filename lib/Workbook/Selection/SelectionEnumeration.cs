using System.Numerics;

namespace Workbook.Selection;

/// <summary>Exact expectations over a selection drawn uniformly among all subsets of size N, by trying every one; for short rows.</summary>
public static class SelectionEnumeration
{
    private const int Longest = 16;

    /// <summary>E D_N.</summary>
    /// <param name="weights">a, [L], L at most 16.</param>
    /// <param name="vectors">x, [L, d].</param>
    /// <param name="n">N, 0 … L.</param>
    public static double Cumulative(ReadOnlySpan<double> weights, VectorSet vectors, int n)
    {
        Arguments.Check(weights, vectors, n);
        var row = weights.ToArray();
        return Subsets(row.Length, n).Average(subset => CumulativeDistance.OfSubset(row, vectors, subset));
    }

    /// <summary>E d_N².</summary>
    /// <inheritdoc cref="Cumulative"/>
    public static double SquaredResultant(ReadOnlySpan<double> weights, VectorSet vectors, int n)
    {
        Arguments.Check(weights, vectors, n);
        var row = weights.ToArray();
        return Subsets(row.Length, n).Average(subset => Math.Pow(ResultantDistance.OfSubset(row, vectors, subset), 2));
    }

    private static IEnumerable<int[]> Subsets(int length, int n)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Longest);
        for (var set = 0u; set < 1u << length; set++)
        {
            if (BitOperations.PopCount(set) != n)
                continue;
            var tokens = new int[n];
            var k = 0;
            for (var rest = set; rest != 0; rest &= rest - 1)
                tokens[k++] = BitOperations.TrailingZeroCount(rest);
            yield return tokens;
        }
    }
}
