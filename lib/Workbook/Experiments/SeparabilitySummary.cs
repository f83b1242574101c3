using Workbook.Experiments.Pieces;
using Workbook.Experiments.Rows;
using Workbook.Experiments.Statistics;

namespace Workbook.Experiments;

/// <summary>Tables, statistics and comparison of <see cref="ModelSeparability"/>.</summary>
internal sealed class SeparabilitySummary(IEnumerable<ExperimentPiece> pieces, ExperimentOptions options)
{
    // Where the paper sees its plateau, and the ends of the fall before it.
    private static readonly int[] Plateau = [16, 32, 64, 128];
    private static readonly string[] Radii = [HeadSeparabilityRow.Fixed, HeadSeparabilityRow.Nearest, HeadSeparabilityRow.Median];

    // Of the rows, one a size, only those that a statistic reads.
    private readonly HeadSeparabilityRow[] atTold =
        [.. pieces.Rows<HeadSeparabilityRow>().Where(r => r.Length == options.Length && (r.N is 1 or 4 || Plateau.Contains(r.N)))];

    private readonly HeadTheoryRow[] theory = [.. pieces.Rows<HeadTheoryRow>().Where(r => r.N is 4 or 16 or 64)];
    private readonly List<Finding> findings = [];
    private readonly List<PaperComparison> paper = [];

    public ExperimentResult Result(string name)
    {
        foreach (var radius in Radii)
            Shares(radius);
        TheoryFindings();
        var asked = InformativeFindings();
        return new(
            name, pieces.Table<HeadSeparabilityRow>("rows"),
            [pieces.Table<HeadTheoryRow>("theory"), pieces.Table<HeadDistinguishedRow>("distinguished"), new RowTable<DistinguishedShareRow>("distinguishedShares", asked)],
            findings, paper,
            ["Theorem 2 takes r as fixed before the draw; with r_min or r_med its two sides are what the paper draws, not what it proves."]);
    }

    private void Shares(string radius)
    {
        var last = atTold.Where(r => r.Radius == radius).ToArray();
        foreach (var n in Plateau.Prepend(4).Prepend(1))
        {
            if (last.Any(r => r.N == n))
                Mean($"share{Word(radius)}{n}", $"N_s/N at {Symbol(radius)}, N = {n}, L = {options.Length}", last.Where(r => r.N == n).Select(r => Cell(r, r.Share)));
        }

        var plateau = last.Where(r => Plateau.Contains(r.N)).GroupBy(r => (r.Text, r.Layer, r.Head)).Select(g => new HeadCell(g.Key.Text, g.Key.Layer, g.Key.Head, g.Average(r => r.Share))).ToArray();
        if (plateau.Length == 0)
            return;
        var level = ClusteredBootstrap.Mean(plateau, options.Seed, options.Resamples);
        var median = ClusteredBootstrap.Median(plateau, options.Seed, options.Resamples);
        paper.Add(Line("N_s/N lies at 0.7 to 0.85 from N = 16 on", Symbol(radius), level, 0.7, 0.85, $"mean over heads and N in 16 … 128, L = {options.Length}, agrees within 0.7 to 0.85"));
        paper.Add(Line("N_s/N lies at 0.7 to 0.85 from N = 16 on", $"{Symbol(radius)}, median head", median, 0.7, 0.85, $"median over heads of the mean over N in 16 … 128, L = {options.Length}, agrees within 0.7 to 0.85"));
        var flat = Pairs(last, Plateau[0], Plateau.Last(n => last.Any(r => r.N == n)));
        paper.Add(Line("N_s/N stays level past N = 16", Symbol(radius), flat, -0.1, 0.1, "change from N = 16 to the greatest listed N up to 128, agrees within 0.1"));
        paper.Add(Line("N_s/N falls until N = 16", Symbol(radius), Pairs(last, 1, Plateau[0]), double.NegativeInfinity, -0.05, "change from N = 1 to 16, agrees below -0.05"));
        var upper = last.Where(r => Plateau.Contains(r.N) && !double.IsNaN(r.Upper)).ToArray();
        if (upper.Length == 0)
            return;
        var above = ClusteredBootstrap.Mean(upper.GroupBy(r => (r.Text, r.Layer, r.Head)).Select(g => new HeadCell(g.Key.Text, g.Key.Layer, g.Key.Head, g.Average(r => r.Upper))), options.Seed, options.Resamples);
        var most = upper.GroupBy(r => (r.Text, r.N)).Average(g => g.Max(r => r.Share));
        paper.Add(Line("the upper bound lies near the empirical maxima", Symbol(radius), new(above.Value - most, above.Low - most, above.High - most, above.Count), -0.1, 0.1, "mean upper side less the greatest share of any head, that taken as it is, N in 16 … 128, agrees within 0.1"));
        void Holds(string name, string words, Func<HeadSeparabilityRow, bool> holds) => Mean(
            $"{name}{Word(radius)}", $"share of sizes N at which a head's N_s/N is {words}, {Symbol(radius)}",
            upper.GroupBy(r => (r.Text, r.Layer, r.Head)).Select(g => new HeadCell(g.Key.Text, g.Key.Layer, g.Key.Head, g.Average(r => holds(r) ? 1.0 : 0))));
        Holds("upperHolds", "at most Theorem 2's upper side", r => r.Share <= r.Upper + 1e-12);
        Holds("lowerHolds", "at least Theorem 2's lower side", r => r.Share >= r.Lower - 1e-12);
    }

    private Statistic Pairs(HeadSeparabilityRow[] last, int few, int many)
    {
        var other = last.Where(r => r.N == many).ToDictionary(r => (r.Text, r.Layer, r.Head), r => r.Share);
        return ClusteredBootstrap.Mean(
            last.Where(r => r.N == few && other.ContainsKey((r.Text, r.Layer, r.Head))).Select(r => Cell(r, other[(r.Text, r.Layer, r.Head)] - r.Share)), options.Seed, options.Resamples);
    }

    private void TheoryFindings()
    {
        // One number a head, which every row of the head repeats.
        Mean("effectiveDimension", "d_eff of the mixed vectors", pieces.SelectMany(p => p.Rows<HeadTheoryRow>()
            .DistinctBy(r => (r.Text, r.Layer, r.Head)).Select(r => new HeadCell(r.Text, r.Layer, r.Head, r.EffectiveDimension))));
        foreach (var n in new[] { 4, 16, 64 })
        {
            var at = theory.Where(r => r.N == n).ToArray();
            if (at.Length == 0)
                continue;
            void Gap(string name, string words, Func<HeadTheoryRow, double> value) => Mean($"{name}{n}", $"{words}, N = {n}", at.Select(r => new HeadCell(r.Text, r.Layer, r.Head, value(r))));
            Gap("auc", "share of pairs with the selected token nearer", r => r.Auc);
            Gap("aucError", "pair law less that share", r => r.AucWeights - r.Auc);
            Gap("minErrorWeights", "r_min share predicted from own weights less the measured", r => r.ShareMinWeights - r.ShareMin);
            Gap("minErrorEqual", "r_min share predicted by the capacity law less the measured", r => r.ShareMinEqual - r.ShareMin);
            Gap("fixedWithinMoments", "share of heads whose N_s/N at the fixed radius lies between the bounds from its own weights' moments", r => r.ShareFixed >= r.FixedLower - 1e-12 && r.ShareFixed <= r.FixedUpper + 1e-12 ? 1 : 0);
            Gap("medianErrorEqual", "r_med share predicted by the capacity law less the measured", r => r.ShareMedianEqual - r.ShareMedian);
        }
    }

    private DistinguishedShareRow[] InformativeFindings()
    {
        // What any head does with a question's token, by N.
        var any = new OrderedDictionary<(string Text, int Position, int N), (bool Selected, bool Told)>();
        foreach (var row in pieces.Rows<HeadDistinguishedRow>())
        {
            var (selected, told) = any.GetValueOrDefault((row.Text, row.Position, row.N));
            any[(row.Text, row.Position, row.N)] = (selected || row.Rank <= row.N, told || row.Distinguishable);
        }

        var texts = any.Keys.Select(q => q.Text).Distinct().Count();
        var asked = DistinguishedShareRow.Of([.. any.Select(q => (q.Key.Position + 1, q.Key.N, q.Value.Selected, q.Value.Told))], options.Lengths).ToArray();
        foreach (var row in asked.Where(r => r.Length == 0 && r.N is 1 or 4 or 16 or 64 or 128))
        {
            var method = $"exact binomial over {row.Count} questions of {texts} {(texts == 1 ? "text" : "texts")}";
            findings.Add(new($"informativeSelected{row.N}", $"share of questions whose informative token is selected in some head, N = {row.N}", row.Selected, row.SelectedLow, row.SelectedHigh, row.Count, method));
            findings.Add(new($"informativeDistinguishable{row.N}", $"share of questions whose informative token is selected and distinguishable in some head, N = {row.N}", row.Distinguishable, row.DistinguishableLow, row.DistinguishableHigh, row.Count, method));
        }

        return asked;
    }

    private void Mean(string name, string words, IEnumerable<HeadCell> cells)
    {
        var list = cells.ToArray();
        findings.Add(Finding.Of(name, words, ClusteredBootstrap.Mean(list, options.Seed, options.Resamples), ClusteredBootstrap.Method(list)));
    }

    private static HeadCell Cell(HeadSeparabilityRow row, double value) => new(row.Text, row.Layer, row.Head, value);

    private static PaperComparison Line(string reported, string reading, Statistic s, double low, double high, string reason) =>
        new("Fig. 3", reported, reading, s.Value, s.Low, s.High, s.Count, PaperComparison.Judge(s, low, high), reason);

    private static string Symbol(string radius) => radius switch
    {
        HeadSeparabilityRow.Nearest => "r_min",
        HeadSeparabilityRow.Median => "r_med",
        _ => "a fixed r",
    };

    private static string Word(string radius) => char.ToUpperInvariant(radius[0]) + radius[1..];
}
