using System.Numerics;

namespace Workbook.Selection;

/// <summary>Every selection of one size, for exact expectations over short rows.</summary>
internal static class SubsetEnumeration
{
    private const int Longest = 16;

    public static IEnumerable<int[]> Of(int length, int n)
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
