using MathNet.Numerics.Statistics;

namespace Workbook.Experiments.Statistics;

/// <summary>
/// Intervals for statistics over cells that share a text or a head, and so are not independent: texts and heads are each drawn again
/// with replacement, and a cell counts as often as its text times its head was drawn.
/// </summary>
/// <remarks>With one text (or one head) only the other is drawn again: the interval then says nothing about other texts (heads).</remarks>
// Owen 2007, "The pigeonhole bootstrap", Ann. Appl. Stat. 1(2): for crossed random effects its variance is slightly too large, never far too small.
public static class ClusteredBootstrap
{
    private const double Tail = 0.025;

    /// <summary>How the interval of so many texts and heads was made, in words.</summary>
    /// <param name="cells">The cells.</param>
    public static string Method(IEnumerable<HeadCell> cells)
    {
        var list = cells.ToArray();
        var (texts, heads) = (list.Select(c => c.Text).Distinct().Count(), list.Select(c => (c.Layer, c.Head)).Distinct().Count());
        return (texts > 1, heads > 1) switch
        {
            (true, true) => $"bootstrap over {texts} texts and {heads} heads",
            (false, true) => $"bootstrap over {heads} heads of one text",
            (true, false) => $"bootstrap over {texts} texts of one head",
            _ => "no interval: one text, one head",
        };
    }

    /// <summary>The mean of the cells' values, NaN left out.</summary>
    /// <param name="cells">The cells.</param>
    /// <param name="seed">The seed of the draws.</param>
    /// <param name="resamples">How often texts and heads are drawn again.</param>
    public static Statistic Mean(IEnumerable<HeadCell> cells, int seed = 1, int resamples = 1000)
    {
        var known = cells.Where(cell => !double.IsNaN(cell.Value)).ToArray();
        return Of(known, indices =>
        {
            var sum = 0.0;
            foreach (var i in indices)
                sum += known[i].Value;
            return indices.Count == 0 ? double.NaN : sum / indices.Count;
        }, seed, resamples);
    }

    /// <summary>The median of the cells' values, NaN left out.</summary>
    /// <inheritdoc cref="Mean"/>
    public static Statistic Median(IEnumerable<HeadCell> cells, int seed = 1, int resamples = 1000)
    {
        var known = cells.Where(cell => !double.IsNaN(cell.Value)).ToArray();
        return Of(known, indices => indices.Count == 0 ? double.NaN : indices.Select(i => known[i].Value).Median(), seed, resamples);
    }

    /// <summary>Any statistic of the cells.</summary>
    /// <param name="cells">The cells.</param>
    /// <param name="statistic">Computes it from indices into <paramref name="cells"/>, each as often as it was drawn; NaN when it is not defined.</param>
    /// <param name="seed">The seed of the draws.</param>
    /// <param name="resamples">How often texts and heads are drawn again.</param>
    /// <returns>The value on the cells themselves with the percentile interval; NaN ends where no resample defined it.</returns>
    public static Statistic Of(IReadOnlyList<HeadCell> cells, Func<IReadOnlyList<int>, double> statistic, int seed = 1, int resamples = 1000)
    {
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentNullException.ThrowIfNull(statistic);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        if (cells.Count == 0)
            return new(double.NaN, double.NaN, double.NaN, 0);
        var value = statistic([.. Enumerable.Range(0, cells.Count)]);
        var (texts, textCount) = Numbered(cells.Select(cell => cell.Text));
        var (heads, headCount) = Numbered(cells.Select(cell => (cell.Layer, cell.Head)));
        if (textCount == 1 && headCount == 1)
            return new(value, double.NaN, double.NaN, cells.Count);

        var random = new Random(seed);
        var values = new List<double>(resamples);
        var drawn = new List<int>(cells.Count);
        for (var r = 0; r < resamples; r++)
        {
            var (textWeights, headWeights) = (Drawn(random, textCount), Drawn(random, headCount));
            drawn.Clear();
            for (var i = 0; i < cells.Count; i++)
            {
                for (var times = textWeights[texts[i]] * headWeights[heads[i]]; times > 0; times--)
                    drawn.Add(i);
            }

            var again = statistic(drawn);
            if (!double.IsNaN(again))
                values.Add(again);
        }

        return values.Count == 0
            ? new(value, double.NaN, double.NaN, cells.Count)
            : new(value, values.Quantile(Tail), values.Quantile(1 - Tail), cells.Count);
    }

    private static (int[] Numbers, int Count) Numbered<T>(IEnumerable<T> keys)
        where T : notnull
    {
        var known = new Dictionary<T, int>();
        var numbers = keys.Select(key => known.TryGetValue(key, out var number) ? number : known[key] = known.Count).ToArray();
        return (numbers, known.Count);
    }

    private static int[] Drawn(Random random, int count)
    {
        var weights = new int[count];
        for (var k = 0; k < count; k++)
            weights[random.Next(count)]++;
        return weights;
    }
}
