using MathNet.Numerics.Statistics;
using Workbook.Experiments.Rows;
using Workbook.Experiments.Statistics;

namespace Workbook.Experiments;

/// <summary>
/// Sorts heads into kinds by their measures. The names retriever, mixer and reset are those of arXiv 2602.01893; the rule is this
/// project's own: every measure is standardized over the heads, Ward's clustering makes three clusters, and a cluster is called
/// <c>reset-like</c> when its heads give the first token more than 0.3 of their weight on average. Of the others the one that needs the
/// smallest share of the tokens for half of its weight is called <c>retriever</c>, the one that needs the largest <c>mixer</c>, any
/// other <c>between</c>. A single other cluster is a retriever below one tenth of the tokens, else a mixer.
/// </summary>
// 0.3: the level at which Gu et al. 2024, arXiv 2410.10781, call a token a sink.
public static class HeadKinds
{
    /// <summary>The kinds.</summary>
    public const string Retriever = "retriever", Mixer = "mixer", Reset = "reset-like", Between = "between";

    private const int Clusters = 3;
    private const double SinkLevel = 0.3;
    private const double FewTokens = 0.1;

    /// <summary>The kind of each head.</summary>
    /// <param name="heads">The heads' measures, means over the texts; a measure that is NaN for a head counts as the mean.</param>
    /// <returns>Clusters from 0 and kinds, in the same order; two clusters can be of one kind.</returns>
    public static (int[] Clusters, string[] Kinds) Of(IReadOnlyList<HeadProfileRow> heads)
    {
        ArgumentNullException.ThrowIfNull(heads);
        var clusters = WardClustering.Of(Standardized(heads), Clusters);
        var groups = heads.Zip(clusters).GroupBy(pair => pair.Second, pair => pair.First).ToDictionary(g => g.Key, g => g.ToArray());
        var others = groups.Where(g => g.Value.Average(h => h.SinkMass) <= SinkLevel)
            .OrderBy(g => g.Value.Average(h => h.CriticalShare)).ThenBy(g => g.Key).Select(g => g.Key).ToList();
        string Kind(int cluster) => others.IndexOf(cluster) switch
        {
            -1 => Reset,
            0 when others.Count > 1 => Retriever,
            0 => groups[cluster].Average(h => h.CriticalShare) < FewTokens ? Retriever : Mixer,
            var place => place == others.Count - 1 ? Mixer : Between,
        };
        return (clusters, [.. clusters.Select(Kind)]);
    }

    /// <summary>The mean of each head over texts.</summary>
    /// <param name="rows">Measures of heads on texts.</param>
    /// <returns>One row a head, by layer and head, without a text; its count is that of the texts.</returns>
    public static IReadOnlyList<HeadProfileRow> Means(IEnumerable<HeadProfileRow> rows) =>
        [.. rows.GroupBy(r => (r.Layer, r.Head)).OrderBy(g => g.Key).Select(g => new HeadProfileRow(
            "", g.Key.Layer, g.Key.Head, g.Average(r => r.SinkMass), g.Average(r => r.DilutionSlope), g.Average(r => r.CriticalShare),
            g.Average(r => r.Separability), g.Average(r => r.Sensitivity), g.Average(r => r.EntropyShare), g.Count()))];

    /// <summary>How well the clusters hold when the texts are drawn again with replacement.</summary>
    /// <param name="rows">Measures of heads on texts, every head on every text.</param>
    /// <param name="seed">The seed of the draws.</param>
    /// <param name="resamples">How many draws.</param>
    /// <returns>The mean adjusted Rand index between the clusters of a draw and those of all texts with its middle 95 %, and of each head the share of draws that give it the same kind; NaN with one text.</returns>
    public static (Statistic Stability, double[] Agreement) Stability(IReadOnlyList<HeadProfileRow> rows, int seed = 1, int resamples = 1000)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        var texts = rows.GroupBy(r => r.Text).Select(g => g.ToArray()).ToArray();
        var all = Means(rows);
        var (clusters, kinds) = Of(all);
        if (texts.Length < 2)
            return (new(double.NaN, double.NaN, double.NaN, texts.Length), [.. kinds.Select(_ => double.NaN)]);
        var random = new Random(seed);
        var (indices, same) = (new double[resamples], new double[kinds.Length]);
        for (var draw = 0; draw < resamples; draw++)
        {
            var drawn = Enumerable.Range(0, texts.Length).Select(_ => texts[random.Next(texts.Length)]).SelectMany(t => t);
            var (otherClusters, otherKinds) = Of(Means(drawn));
            indices[draw] = AdjustedRand.Index(clusters, otherClusters);
            for (var head = 0; head < kinds.Length; head++)
                same[head] += kinds[head] == otherKinds[head] ? 1.0 / resamples : 0;
        }

        return (new(indices.Average(), indices.Quantile(0.025), indices.Quantile(0.975), texts.Length), same);
    }

    /// <summary>The measures that are clustered, in units of their spread over the heads; one that does not vary is 0.</summary>
    internal static double[][] Standardized(IReadOnlyList<HeadProfileRow> heads)
    {
        Func<HeadProfileRow, double>[] measures =
            [h => h.SinkMass, h => h.DilutionSlope, h => h.CriticalShare, h => h.Separability, h => h.Sensitivity];
        var columns = measures.Select(measure => Scaled([.. heads.Select(measure)])).ToArray();
        return [.. Enumerable.Range(0, heads.Count).Select(head => columns.Select(column => column[head]).ToArray())];
    }

    private static double[] Scaled(double[] values)
    {
        var known = values.Where(double.IsFinite).ToArray();
        if (known.Length == 0)
            return new double[values.Length];
        var (mean, spread) = (known.Mean(), known.PopulationStandardDeviation());
        // A spread that rounding made is none.
        return spread <= 1e-12 * Math.Max(1, Math.Abs(mean)) ? new double[values.Length] : [.. values.Select(v => double.IsFinite(v) ? (v - mean) / spread : 0)];
    }
}
