using MathNet.Numerics.Statistics;
using Workbook.Experiments.Pieces;
using Workbook.Experiments.Rows;
using Workbook.Experiments.Statistics;
using Workbook.Gpt2;

namespace Workbook.Experiments;

/// <summary>Experiment 3: from which selection size on is the selection no longer told from a random one, or enough by itself?</summary>
// The paper's Algorithm 3, Figure 2c; theory section 2, "critical N". Its pieces are those of the distance experiment.
public sealed class ModelCriticalN : IExperiment
{
    // The bootstrap repeats the whole search for N.
    private const int MostResamples = 200;

    private static readonly double[] Levels = [0.01, 0.05];
    private readonly ModelDistance distance = new();

    /// <inheritdoc/>
    public string Name => "critical-n";

    /// <inheritdoc/>
    public string Summary => "Critical selection size by the paper's two-sample test, by half of the mass, and by the plateau of the resultant distance.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings => distance.Settings;

    /// <inheritdoc/>
    public string PieceName => distance.Name;

    /// <inheritdoc/>
    public IReadOnlyList<string> TableNames { get; } = ["rows", "shares", "heads"];

    /// <inheritdoc/>
    public TraceParts Needs(ExperimentOptions options) => distance.Needs(options);

    /// <inheritdoc/>
    public ExperimentPiece Measure(PieceInput input) => distance.Measure(input);

    /// <inheritdoc/>
    public ExperimentResult Summarize(IEnumerable<ExperimentPiece> pieces, ExperimentOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var critical = pieces.Rows<HeadCriticalRow>().ToArray();
        var all = pieces.Rows<HeadDistanceRow>().Where(r => r.N == 1 && r.Length == options.Length).Select(r => (r.Text, r.Layer, r.Head)).ToArray();
        string[] texts = [.. all.Select(r => r.Text).Distinct()];
        var heads = all.Select(r => (r.Layer, r.Head)).Distinct().Count();
        var test = Tested(pieces, options, texts.Length, heads);
        var (rows, shares) = (new List<CriticalRow>(), new List<CriticalShareRow>());
        var method = ClusteredBootstrap.Method(critical.Select(r => Cell(r, 0)));
        var slopes = new List<Finding>();
        foreach (var (reading, _) in ExpectationReading.All)
        {
            foreach (var level in Levels)
            {
                var draws = new List<double[]>();
                foreach (var length in options.Lengths)
                {
                    rows.AddRange(texts.Zip(test.Sizes(length, reading, level), (text, n) => new CriticalRow(text, length, $"ks {reading}", level, n, n > 0 ? (double)n / length : double.NaN, heads)));
                    var (share, drawn, without) = test.Shares(length, reading, level);
                    var interval = Percentiles(share, drawn, texts.Length - without);
                    shares.Add(new(length, $"ks {reading}", level, share, interval.Low, interval.High, interval.Count, without));
                    draws.Add(drawn);
                }

                var own = Slope(options.Lengths, [.. shares.TakeLast(options.Lengths.Count).Select(s => s.Share)]);
                var again = Enumerable.Range(0, draws[0].Length).Select(r => Slope(options.Lengths, [.. draws.Select(d => d[r])])).ToArray();
                slopes.Add(SlopeFinding($"ks {reading}", level, Percentiles(own, again, options.Lengths.Count), method));
            }
        }

        AddRule(critical, "half mass", r => (r.HalfMass, r.HalfMassShare), method, rows, shares, slopes, options);
        AddRule(critical, "plateau", r => (r.Plateau, r.PlateauShare), method, rows, shares, slopes, options);

        return new(
            Name, new RowTable<CriticalRow>("rows", rows),
            [new RowTable<CriticalShareRow>("shares", shares), new RowTable<HeadCriticalRow>("heads", critical)],
            Findings(shares, slopes, heads, method, options), Paper(shares, options), [Note(heads)]);
    }

    // The curves of one text are in memory at a time.
    private static CriticalTest Tested(IEnumerable<ExperimentPiece> pieces, ExperimentOptions options, int texts, int heads)
    {
        var test = new CriticalTest(texts, heads, options.Seed, Math.Min(MostResamples, options.Resamples));
        var curves = new List<HeadDistanceRow>();
        void Finish()
        {
            var byLength = curves.ToLookup(r => r.Length);
            foreach (var length in options.Lengths)
            {
                foreach (var (reading, value) in ExpectationReading.All)
                    test.Add(byLength[length], reading, value, length, Levels);
            }

            curves.Clear();
        }

        var text = "";
        foreach (var piece in pieces)
        {
            if (curves.Count > 0 && piece.Text != text)
                Finish();
            text = piece.Text;
            curves.AddRange(piece.Rows<HeadDistanceRow>().Where(r => r.N <= r.Length / 2));
        }

        Finish();
        return test;
    }

    private static void AddRule(
        HeadCriticalRow[] critical, string rule, Func<HeadCriticalRow, (double N, double Share)> value, string method,
        List<CriticalRow> rows, List<CriticalShareRow> shares, List<Finding> slopes, ExperimentOptions options)
    {
        foreach (var length in options.Lengths)
        {
            var list = critical.Where(r => r.Length == length).ToArray();
            foreach (var text in list.GroupBy(r => r.Text))
                rows.Add(new(text.Key, length, rule, double.NaN, text.Average(r => value(r).N), text.Average(r => value(r).Share), text.Count()));
            var share = ClusteredBootstrap.Mean(list.Select(r => Cell(r, value(r).Share)), options.Seed, options.Resamples);
            shares.Add(new(length, rule, double.NaN, share.Value, share.Low, share.High, list.Select(r => r.Text).Distinct().Count(), 0));
        }

        // The slope of the means: a draw of texts and heads is the same at every length.
        var heads = critical.GroupBy(r => (r.Text, r.Layer, r.Head)).Select(g => g.ToDictionary(r => r.Length, r => value(r).Share)).ToArray();
        HeadCell[] cells = [.. critical.GroupBy(r => (r.Text, r.Layer, r.Head)).Select(g => Cell(g.First(), 0))];
        var slope = ClusteredBootstrap.Of(
            cells, drawn => drawn.Count == 0 ? double.NaN : Slope(options.Lengths, [.. options.Lengths.Select(length => drawn.Average(i => heads[i][length]))]), options.Seed, options.Resamples);
        slopes.Add(SlopeFinding(rule, double.NaN, slope, method));
    }

    private static HeadCell Cell(HeadCriticalRow row, double value) => new(row.Text, row.Layer, row.Head, value);

    // Of ln N on ln L, N = share·L.
    private static double Slope(IReadOnlyList<int> lengths, double[] shares) =>
        LineFit.OfLogarithms([.. lengths.Select(l => (double)l)], [.. lengths.Zip(shares, (l, share) => l * share)]).Slope.Value;

    private static Statistic Percentiles(double value, double[] drawn, int count)
    {
        var known = drawn.Where(double.IsFinite).ToArray();
        return known.Length == 0 ? new(value, double.NaN, double.NaN, count) : new(value, known.Quantile(0.025), known.Quantile(0.975), count);
    }

    private static Finding SlopeFinding(string rule, double level, Statistic slope, string method) =>
        Finding.Of(Key("slope", rule, level), $"slope of ln N on ln L by {Words(rule)}{At(level)} (below 1: sub-linear)", slope, method);

    private static string At(double level) => double.IsNaN(level) ? "" : $" at level {level}";

    private static List<Finding> Findings(List<CriticalShareRow> shares, List<Finding> slopes, int heads, string method, ExperimentOptions options)
    {
        var findings = new List<Finding>();
        foreach (var share in shares.Where(s => s.Length == options.Length))
            findings.Add(new(Key("share", share.Rule, share.Level), $"critical N over L by {Words(share.Rule)}{At(share.Level)}, L = {share.Length}", share.Share, share.Low, share.High, share.Texts, method));
        findings.AddRange(slopes);
        foreach (var level in Levels)
        {
            findings.Add(new(
                $"leastDistance{100 * level:00}", $"least distance of two distributions of {heads} heads that the test calls different at level {level}; not defined: it calls none different",
                KolmogorovSmirnov.LeastSignificant(heads, heads, level), double.NaN, double.NaN, heads, "exact"));
        }

        return findings;
    }

    private static string Words(string rule) => rule.StartsWith("ks ", StringComparison.Ordinal) ? $"the KS test on {rule[3..]}" : rule;

    // Such as shareKsMainSum05.
    private static string Key(string what, string rule, double level) =>
        what + string.Concat(rule.Split(' ', '-').Select(w => char.ToUpperInvariant(w[0]) + w[1..])) + (double.IsNaN(level) ? "" : $"{100 * level:00}");

    private static PaperComparison[] Paper(List<CriticalShareRow> shares, ExperimentOptions options) =>
    [
        .. shares.Where(s => s.Length == options.Length).Select(s => new PaperComparison(
            "Fig. 2c", "critical N about 0.06 L", double.IsNaN(s.Level) ? s.Rule : $"{Words(s.Rule)}, level {s.Level}", s.Share, s.Low, s.High, s.Texts,
            PaperComparison.Judge(new(s.Share, s.Low, s.High, s.Texts), 0.05, 0.07),
            $"share at L = {s.Length}, agrees within 0.05 to 0.07{(s.Without > 0 ? $"; {s.Without} of {s.Without + s.Texts} texts without one" : "")}")),
    ];

    private static string Note(int heads)
    {
        var (strict, usual) = (KolmogorovSmirnov.LeastSignificant(heads, heads, 0.01), KolmogorovSmirnov.LeastSignificant(heads, heads, 0.05));
        static string Words(double distance) => double.IsNaN(distance) ? "never rejects" : $"rejects only from a distance of {distance:0.###} between the two distributions";
        return $"With {heads} heads the test {Words(usual)} at level 0.05 and {Words(strict)} at 0.01; the paper's 144 heads see {KolmogorovSmirnov.LeastSignificant(144, 144, 0.05):0.###} and {KolmogorovSmirnov.LeastSignificant(144, 144, 0.01):0.###}. "
            + "Fewer heads give a smaller critical N by themselves: what is not rejected is not thereby equal.";
    }
}
