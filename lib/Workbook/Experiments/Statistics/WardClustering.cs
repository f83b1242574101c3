namespace Workbook.Experiments.Statistics;

/// <summary>Ward's clustering: at first each item is a cluster; the two whose merger adds least to the sum of squared distances to the clusters' means are merged, until k are left.</summary>
/// <remarks>Nothing is drawn: the same points give the same clusters. Of equal mergers the one with the lowest items is taken.</remarks>
// Ward 1963, J. Am. Stat. Assoc. 58.
public static class WardClustering
{
    /// <summary>Cluster of each item.</summary>
    /// <param name="points">Items, all of the same width; O(n³) for n of them.</param>
    /// <param name="clusters">k, at least 1; with fewer items each is its own cluster.</param>
    /// <returns>Numbers from 0, in the order of the clusters' first items.</returns>
    public static int[] Of(IReadOnlyList<double[]> points, int clusters)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentOutOfRangeException.ThrowIfLessThan(clusters, 1);
        if (points.Any(p => p.Length != points[0].Length || p.Any(v => !double.IsFinite(v))))
            throw new ArgumentException("Every item needs as many finite numbers as the first.", nameof(points));
        var groups = points.Select((point, item) => (Items: new List<int> { item }, Mean: point.ToArray())).ToList();
        // Row i holds what merging groups i and j adds, j < i; only the merged group's entries change.
        var added = groups.Select((group, i) => Enumerable.Range(0, i).Select(j => Added(groups[j], group)).ToList()).ToList();
        while (groups.Count > clusters)
        {
            var (a, b) = Least(added);
            groups[a] = Merged(groups[a], groups[b]);
            groups.RemoveAt(b);
            added.RemoveAt(b);
            foreach (var row in added.Where(row => row.Count > b))
                row.RemoveAt(b);
            for (var k = 0; k < groups.Count; k++)
            {
                if (k != a)
                    added[Math.Max(k, a)][Math.Min(k, a)] = Added(groups[Math.Min(k, a)], groups[Math.Max(k, a)]);
            }
        }

        var numbers = new int[points.Count];
        foreach (var (number, group) in groups.OrderBy(g => g.Items.Min()).Index())
        {
            foreach (var item in group.Items)
                numbers[item] = number;
        }

        return numbers;
    }

    // The pair with the least entry; of equal ones the first by its lower and then by its higher group.
    private static (int Low, int High) Least(List<List<double>> added)
    {
        var (low, high, least) = (0, 1, double.PositiveInfinity);
        for (var j = 0; j < added.Count; j++)
        {
            for (var i = j + 1; i < added.Count; i++)
            {
                if (added[i][j] < least)
                    (low, high, least) = (j, i, added[i][j]);
            }
        }

        return (low, high);
    }

    private static double Added((List<int> Items, double[] Mean) first, (List<int> Items, double[] Mean) second)
    {
        var distance = OrderedSums.Distance<double>(first.Mean, second.Mean);
        return (double)first.Items.Count * second.Items.Count / (first.Items.Count + second.Items.Count) * distance * distance;
    }

    private static (List<int> Items, double[] Mean) Merged((List<int> Items, double[] Mean) first, (List<int> Items, double[] Mean) second)
    {
        var (n, m) = (first.Items.Count, second.Items.Count);
        return ([.. first.Items, .. second.Items], [.. first.Mean.Zip(second.Mean, (x, y) => (n * x + m * y) / (n + m))]);
    }
}
