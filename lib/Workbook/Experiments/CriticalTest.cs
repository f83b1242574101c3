using Workbook.Experiments.Rows;
using Workbook.Experiments.Statistics;

namespace Workbook.Experiments;

/// <summary>
/// The paper's rule for the critical size: the least N up to L/2 at which a two-sample Kolmogorov–Smirnov test on the head means of D_N
/// and of E no longer rejects. It is given one text after another and keeps of each only the sizes that it finds.
/// </summary>
// The paper's Algorithm 3. The two samples are taken on the same heads, so they are not independent as the test assumes.
internal sealed class CriticalTest
{
    private readonly int heads;
    private readonly (int[] Texts, int[] Heads)[] draws;
    private readonly Dictionary<(int Length, string Reading, double Level), List<Found>> found = [];

    /// <summary>Draws texts and heads again, the same for every length, reading and level.</summary>
    public CriticalTest(int texts, int heads, int seed, int resamples)
    {
        this.heads = heads;
        var random = new Random(seed);
        int[] Drawn(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(count))];
        draws = [.. Enumerable.Range(0, resamples).Select(_ => (Drawn(texts), Drawn(heads)))];
    }

    /// <summary>Looks at the next text.</summary>
    /// <param name="rows">Its rows at one length, every head with every N up to L/2.</param>
    /// <param name="reading">The expectation's reading.</param>
    /// <param name="expectation">The same in a row.</param>
    /// <param name="length">L.</param>
    /// <param name="levels">The test's levels.</param>
    public void Add(IEnumerable<HeadDistanceRow> rows, string reading, Func<HeadDistanceRow, double> expectation, int length, IEnumerable<double> levels)
    {
        var curves = rows.GroupBy(r => (r.Layer, r.Head)).OrderBy(g => g.Key).Select(g =>
        {
            var ordered = g.OrderBy(r => r.N).ToArray();
            return (Measured: ordered.Select(r => r.CumulativeDistance).ToArray(), Expected: ordered.Select(expectation).ToArray());
        }).ToArray();
        foreach (var level in levels)
        {
            var list = found.TryGetValue((length, reading, level), out var known) ? known : found[(length, reading, level)] = [];
            var (text, distance) = (list.Count, KolmogorovSmirnov.LeastSignificant(heads, heads, level));
            list.Add(new(Least(curves, length, distance), [.. draws.Select(draw => draw.Texts.Contains(text) ? Least([.. draw.Heads.Select(head => curves[head])], length, distance) : 0)]));
        }
    }

    /// <summary>The critical size of each text, in the order in which they came; −1 where the test rejects throughout.</summary>
    public IReadOnlyList<int> Sizes(int length, string reading, double level) => [.. found[(length, reading, level)].Select(text => text.Size)];

    /// <summary>The mean share N/L over the texts that have one, of the texts and heads as they are and of each draw, the same draw at every length; NaN where no text has one.</summary>
    /// <returns>The share, those of the draws, none of them with one text of one head, and how many texts have no size.</returns>
    public (double Share, double[] Drawn, int Without) Shares(int length, string reading, double level)
    {
        var texts = found[(length, reading, level)];
        double Mean(IEnumerable<int> sizes)
        {
            var known = sizes.Where(n => n > 0).Select(n => (double)n / length).ToArray();
            return known.Length == 0 ? double.NaN : known.Average();
        }

        double[] drawn = texts.Count == 1 && heads == 1 ? [] : [.. draws.Select((draw, k) => Mean(draw.Texts.Select(text => texts[text].Drawn[k])))];
        return (Mean(texts.Select(text => text.Size)), drawn, texts.Count(text => text.Size <= 0));
    }

    // A NaN distance means that the test can never reject: then the first N is already enough.
    private static int Least((double[] Measured, double[] Expected)[] curves, int length, double least)
    {
        var measured = new double[curves.Length];
        var expected = new double[curves.Length];
        for (var n = 1; n <= length / 2; n++)
        {
            for (var k = 0; k < curves.Length; k++)
                (measured[k], expected[k]) = (curves[k].Measured[n - 1], curves[k].Expected[n - 1]);
            if (!(KolmogorovSmirnov.Distance(measured, expected) >= least * (1 - 1e-12)))
                return n;
        }

        return -1;
    }

    /// <summary>What one text gave.</summary>
    /// <param name="Size">Its critical size.</param>
    /// <param name="Drawn">The same with the heads of each draw; 0 where the draw lacks the text.</param>
    private sealed record Found(int Size, int[] Drawn);
}
