namespace Workbook.Experiments.Statistics;

/// <summary>How far two clusterings of the same items agree.</summary>
public static class AdjustedRand
{
    /// <summary>The adjusted Rand index: 1 for the same clusters whatever their numbers, 0 as expected by chance, below 0 for less.</summary>
    /// <param name="first">Cluster of each item.</param>
    /// <param name="second">Cluster of each item in the other clustering.</param>
    /// <returns>1 when both put all items in one cluster, or each in its own.</returns>
    // Hubert and Arabie 1985: (index − expected)/(greatest − expected) over pairs of items that share a cluster.
    public static double Index(IReadOnlyList<int> first, IReadOnlyList<int> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count != second.Count)
            throw new ArgumentException($"{first.Count} items cannot be compared with {second.Count}.", nameof(second));
        var both = first.Zip(second).GroupBy(pair => pair).Sum(group => Pairs(group.Count()));
        var inFirst = first.GroupBy(c => c).Sum(group => Pairs(group.Count()));
        var inSecond = second.GroupBy(c => c).Sum(group => Pairs(group.Count()));
        var expected = first.Count < 2 ? 0 : inFirst * inSecond / Pairs(first.Count);
        var greatest = (inFirst + inSecond) / 2;
        return greatest == expected ? 1 : (both - expected) / (greatest - expected);
    }

    private static double Pairs(int count) => count * (count - 1.0) / 2;
}
