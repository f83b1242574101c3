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
        foreach (var length in options.Lengths)
        {
            foreach (var (reading, _) in ExpectationReading.All)
            {
                foreach (var level in Levels)
                {
                    rows.AddRange(texts.Zip(test.Sizes(length, reading, level), (text, n) => new CriticalRow(text, length, $"ks {reading}", level, n, n > 0 ? (double)n / length : double.NaN, heads)));
                    var (share, without) = test.Share(length, reading, level);
                    shares.Add(new(length, $"ks {reading}", level, share.Value, share.Low, share.High, share.Count, without));
                }
            }

            AddRule(critical.Where(r => r.Length == length), "half mass", length, r => (r.HalfMass, r.HalfMassShare), rows, shares, options);
            AddRule(critical.Where(r => r.Length == length), "plateau", length, r => (r.Plateau, r.PlateauShare), rows, shares, options);
        }

        return new(
            Name, new RowTable<CriticalRow>("rows", rows),
            [new RowTable<CriticalShareRow>("shares", shares), new RowTable<HeadCriticalRow>("heads", critical)],
            Findings(shares, heads, options), Paper(shares, options), [Note(heads)]);
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
        IEnumerable<HeadCriticalRow> critical, string rule, int length, Func<HeadCriticalRow, (double N, double Share)> value, List<CriticalRow> rows, List<CriticalShareRow> shares, ExperimentOptions options)
    {
        var list = critical.ToArray();
        foreach (var text in list.GroupBy(r => r.Text))
            rows.Add(new(text.Key, length, rule, double.NaN, text.Average(r => value(r).N), text.Average(r => value(r).Share), text.Count()));
        var share = ClusteredBootstrap.Mean(list.Select(r => new HeadCell(r.Text, r.Layer, r.Head, value(r).Share)), options.Seed, options.Resamples);
        shares.Add(new(length, rule, double.NaN, share.Value, share.Low, share.High, list.Select(r => r.Text).Distinct().Count(), 0));
    }

    private static List<Finding> Findings(List<CriticalShareRow> shares, int heads, ExperimentOptions options)
    {
        var findings = new List<Finding>();
        foreach (var share in shares.Where(s => s.Length == options.Length))
        {
            var level = double.IsNaN(share.Level) ? "" : $" at level {share.Level}";
            findings.Add(new(Key("share", share.Rule, share.Level), $"critical N over L by {share.Rule}{level}, L = {share.Length}", share.Share, share.Low, share.High, share.Texts, "bootstrap over texts and heads"));
        }

        foreach (var rule in shares.GroupBy(s => (s.Rule, s.Level)))
        {
            var fit = LineFit.OfLogarithms([.. rule.Select(s => (double)s.Length)], [.. rule.Select(s => s.Share * s.Length)]);
            var level = double.IsNaN(rule.Key.Level) ? "" : $" at level {rule.Key.Level}";
            findings.Add(Finding.Of(Key("slope", rule.Key.Rule, rule.Key.Level), $"slope of ln N on ln L by {rule.Key.Rule}{level} (below 1: sub-linear)", fit.Slope, "Student's t over lengths"));
        }

        foreach (var level in Levels)
        {
            findings.Add(new(
                $"leastDistance{100 * level:00}", $"least distance of two distributions of {heads} heads that the test calls different at level {level}; not defined: it calls none different",
                KolmogorovSmirnov.LeastSignificant(heads, heads, level), double.NaN, double.NaN, heads, "exact"));
        }

        return findings;
    }

    // Such as shareKsMainSum05.
    private static string Key(string what, string rule, double level) =>
        what + string.Concat(rule.Split(' ', '-').Select(w => char.ToUpperInvariant(w[0]) + w[1..])) + (double.IsNaN(level) ? "" : $"{100 * level:00}");

    private static PaperComparison[] Paper(List<CriticalShareRow> shares, ExperimentOptions options) =>
    [
        .. shares.Where(s => s.Length == options.Length).Select(s => new PaperComparison(
            "Fig. 2c", "critical N about 0.06 L", double.IsNaN(s.Level) ? s.Rule : $"{s.Rule}, level {s.Level}", s.Share, s.Low, s.High, s.Texts,
            PaperComparison.Judge(new(s.Share, s.Low, s.High, s.Texts), 0.05, 0.07),
            $"share at L = {s.Length}, agrees within 0.05 to 0.07{(s.Without > 0 ? $"; {s.Without} texts without one" : "")}")),
    ];

    private static string Note(int heads)
    {
        var (strict, usual) = (KolmogorovSmirnov.LeastSignificant(heads, heads, 0.01), KolmogorovSmirnov.LeastSignificant(heads, heads, 0.05));
        static string Words(double distance) => double.IsNaN(distance) ? "never rejects" : $"rejects only from a distance of {distance:0.###} between the two distributions";
        return $"With {heads} heads the test {Words(usual)} at level 0.05 and {Words(strict)} at 0.01; the paper's 144 heads see {KolmogorovSmirnov.LeastSignificant(144, 144, 0.05):0.###} and {KolmogorovSmirnov.LeastSignificant(144, 144, 0.01):0.###}. "
            + "Fewer heads give a smaller critical N by themselves: what is not rejected is not thereby equal.";
    }
}
