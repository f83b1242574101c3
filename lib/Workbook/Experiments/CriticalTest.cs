using MathNet.Numerics.Statistics;

namespace Workbook.Experiments;

/// <summary>
/// The paper's rule for the critical size at one length: the least N up to L/2 at which a two-sample Kolmogorov–Smirnov test on the head
/// means of D_N and of E no longer rejects.
/// </summary>
// The paper's Algorithm 3. The two samples are taken on the same heads, so they are not independent as the test assumes.
internal sealed class CriticalTest
{
    private readonly string[] texts;
    private readonly (int Layer, int Head)[] heads;
    private readonly Dictionary<(string Text, int Layer, int Head), (double[] Measured, double[] Expected)> curves;

    public CriticalTest(IEnumerable<HeadDistanceRow> rows, Func<HeadDistanceRow, double> expectation)
    {
        curves = rows.GroupBy(r => (r.Text, r.Layer, r.Head)).ToDictionary(g => g.Key, g =>
        {
            var ordered = g.OrderBy(r => r.N).ToArray();
            return (ordered.Select(r => r.CumulativeDistance).ToArray(), ordered.Select(expectation).ToArray());
        });
        texts = [.. curves.Keys.Select(k => k.Text).Distinct()];
        heads = [.. curves.Keys.Select(k => (k.Layer, k.Head)).Distinct().Order()];
    }

    public IReadOnlyList<string> Texts => texts;

    public int Heads => heads.Length;

    /// <summary>The critical size of one text; −1 when the test rejects throughout.</summary>
    public int Of(string text, int length, double level) => Least(text, heads, length, KolmogorovSmirnov.LeastSignificant(heads.Length, heads.Length, level));

    /// <summary>The mean share N/L over texts with the interval of a bootstrap over texts and heads.</summary>
    public (Statistic Share, int Without) Share(int length, double level, int seed, int resamples)
    {
        var distance = KolmogorovSmirnov.LeastSignificant(heads.Length, heads.Length, level);
        double Mean(IEnumerable<string> drawnTexts, (int, int)[] drawnHeads)
        {
            var found = drawnTexts.Select(text => Least(text, drawnHeads, length, distance)).Where(n => n > 0).Select(n => (double)n / length).ToArray();
            return found.Length == 0 ? double.NaN : found.Average();
        }

        var sizes = texts.Select(text => Least(text, heads, length, distance)).ToArray();
        var random = new Random(seed);
        var shares = new List<double>();
        for (var r = 0; r < resamples; r++)
        {
            var drawnTexts = texts.Select(_ => texts[random.Next(texts.Length)]).ToArray();
            var drawnHeads = heads.Select(_ => heads[random.Next(heads.Length)]).ToArray();
            if (Mean(drawnTexts, drawnHeads) is var share && !double.IsNaN(share))
                shares.Add(share);
        }

        var count = sizes.Count(n => n > 0);
        var ends = shares.Count == 0 || (texts.Length == 1 && heads.Length == 1)
            ? (Low: double.NaN, High: double.NaN)
            : (Low: shares.Quantile(0.025), High: shares.Quantile(0.975));
        return (new(Mean(texts, heads), ends.Low, ends.High, count), sizes.Length - count);
    }

    // A NaN distance means that the test can never reject: then the first N is already enough.
    private int Least(string text, (int Layer, int Head)[] chosen, int length, double least)
    {
        var measured = new double[chosen.Length];
        var expected = new double[chosen.Length];
        var known = chosen.Select(h => curves[(text, h.Layer, h.Head)]).ToArray();
        for (var n = 1; n <= length / 2; n++)
        {
            for (var k = 0; k < known.Length; k++)
                (measured[k], expected[k]) = (known[k].Measured[n - 1], known[k].Expected[n - 1]);
            if (!(KolmogorovSmirnov.Distance(measured, expected) >= least * (1 - 1e-12)))
                return n;
        }

        return -1;
    }
}
