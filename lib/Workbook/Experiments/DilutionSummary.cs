namespace Workbook.Experiments;

/// <summary>Tables and statistics of <see cref="ModelDilution"/>.</summary>
internal sealed class DilutionSummary(IEnumerable<ExperimentPiece> pieces, ExperimentOptions options)
{
    // Sizes between which the drift to uniform is read: the paper's N of Figure 2a and where its Figure 2b meets.
    private const int FewSelected = 5, ManySelected = 100;

    private readonly HeadBinRow[] bins = [.. pieces.Rows<HeadBinRow>()];
    private readonly List<Finding> findings = [];

    public ExperimentResult Result(string name)
    {
        var sinks = pieces.SelectMany(Sinks).ToArray();
        var laws = Laws(sinks);
        var slopes = Slopes(b => b.LogMaxWeight);
        findings.Add(Finding.Of("dilutingShare", "share of heads whose slope of ln a_max on ln L lies below 0 with its interval", Statistic.Share(laws.Count(l => l.Dilutes), laws.Length), "exact binomial over heads"));
        findings.Add(Finding.Of("lawShareFixedGap", "share of heads whose gap stays fixed, as Lemma 1 needs", Statistic.Share(laws.Count(l => l.Law == "fixed gap"), laws.Length), "exact binomial over heads"));
        findings.Add(Finding.Of("lawShareKeepsPace", "share of heads whose gap keeps pace with ln L or outgrows it", Statistic.Share(laws.Count(l => l.Law is "keeps pace with ln L" or "faster than ln L"), laws.Length), "exact binomial over heads"));
        Mean("slope", "slope of ln a_max on ln L (−1: Lemma 1's dilution, 0: none)", slopes);
        Mean("gapSlope", "slope of the effective gap on ln L (0: fixed temperature, 1: keeps pace as scalable softmax would)", Slopes(b => b.Gap));
        Mean("sinkWeight", $"weight of the first token, rows of {options.Length / 2 + 1} to {options.Length} tokens", sinks);
        Mean("weightPlace", $"place of ln a_max between ln(1/L), 0, and the sharp upper bound, 1, at L up to {options.Length}", Last(b => b.WeightPlace));
        Mean("entropyPlace", $"place of the entropy between the sharp lower bound, 0, and ln L, 1, at L up to {options.Length}", Last(b => b.EntropyPlace));
        Mean("withinOne", $"tokens whose logit lies within T of the top one, L up to {options.Length}", Last(b => b.Within));
        Mean("halfHeld", $"share of rows whose top token holds at least half, L up to {options.Length}", Last(b => b.HalfHeld));
        DriftFindings();
        InformativeFindings();
        var notes = new List<string>();
        if (options.Lengths.Count < 3)
            notes.Add("Slopes need at least three lengths for an interval within one text.");
        return new(
            name,
            pieces.Table<HeadDilutionRow>("rows"),
            [new RowTable<HeadLawRow>("laws", laws), new RowTable<HeadBinRow>("bins", bins), pieces.Table<HeadDriftRow>("drift"), pieces.Table<HeadInformativeRow>("informative")],
            findings,
            DilutionPaper.Of(findings),
            notes);
    }

    // The first token's weight of each head, over the rows of more than half the greatest length.
    private IEnumerable<HeadCell> Sinks(ExperimentPiece piece) =>
        piece.Rows<HeadDilutionRow>().Where(r => 2 * (r.Position + 1) > options.Length).GroupBy(r => (r.Text, r.Layer, r.Head))
            .Select(g => new HeadCell(g.Key.Text, g.Key.Layer, g.Key.Head, g.Average(r => r.SinkWeight)));

    private HeadLawRow[] Laws(HeadCell[] sinks)
    {
        var sinkOf = sinks.ToLookup(c => (c.Layer, c.Head), c => c.Value);
        return [.. bins.GroupBy(b => (b.Layer, b.Head)).OrderBy(g => g.Key).Select(head =>
        {
            var texts = head.GroupBy(b => b.Text).ToArray();
            var slope = HeadInterval.Of([.. texts.Select(t => Fit(t, b => b.LogMaxWeight))], options);
            var gap = HeadInterval.Of([.. texts.Select(t => Fit(t, b => b.Gap))], options);
            return new HeadLawRow(
                head.Key.Layer, head.Key.Head, slope.Value, slope.Low, slope.High, gap.Value, gap.Low, gap.High,
                slope.High < 0, Law(gap), sinkOf[head.Key].Average(), texts.Length);
        })];
    }

    private static string Law(Statistic gap) =>
        double.IsNaN(gap.Low) ? "unclear"
        : gap.High < 0 ? "shrinking gap"
        : gap.Low > 1 ? "faster than ln L"
        : gap.Low <= 0 && gap.High >= 1 ? "unclear"
        : gap.Low <= 0 ? "fixed gap"
        : gap.High >= 1 ? "keeps pace with ln L"
        : "slower than ln L";

    private static Statistic Fit(IEnumerable<HeadBinRow> rows, Func<HeadBinRow, double> value)
    {
        var list = rows.ToArray();
        return LineFit.Of([.. list.Select(b => b.LogLength)], [.. list.Select(value)]).Slope;
    }

    private HeadCell[] Slopes(Func<HeadBinRow, double> value) =>
        [.. bins.GroupBy(b => (b.Text, b.Layer, b.Head)).Select(g => new HeadCell(g.Key.Text, g.Key.Layer, g.Key.Head, Fit(g, value).Value))];

    private HeadCell[] Last(Func<HeadBinRow, double> value) =>
        [.. bins.Where(b => b.Length == options.Length).Select(b => new HeadCell(b.Text, b.Layer, b.Head, value(b)))];

    private void Mean(string name, string words, HeadCell[] cells) =>
        findings.Add(Finding.Of(name, words, ClusteredBootstrap.Mean(cells, options.Seed, options.Resamples), ClusteredBootstrap.Method(cells)));

    private void DriftFindings()
    {
        var all = pieces.Rows<HeadDriftRow>().Where(d => d.Length == options.Length && d.Count > 0);
        var sizes = all.Select(d => d.N).Distinct().Order().ToArray();
        if (sizes.Length == 0)
            return;
        var few = sizes.MinBy(n => Math.Abs(n - FewSelected));
        var many = sizes.MinBy(n => Math.Abs(n - Math.Min(ManySelected, options.Length / 2)));
        var last = all.Where(d => d.N == few || d.N == many).ToArray();
        HeadCell[] At(int n, Func<HeadDriftRow, double> value) => [.. last.Where(d => d.N == n).Select(d => new HeadCell(d.Text, d.Layer, d.Head, value(d)))];
        Mean("entropyShareFew", $"entropy of the top {few}, renormalised, over ln {few}, L = {options.Length}", At(few, d => d.EntropyShare));
        Mean("entropyShareMany", $"entropy of the top {many}, renormalised, over ln {many}, L = {options.Length}", At(many, d => d.EntropyShare));
        Mean("variationFew", $"total variation of the top {few} to uniform, L = {options.Length}", At(few, d => d.Variation));
        Mean("variationMany", $"total variation of the top {many} to uniform, L = {options.Length}", At(many, d => d.Variation));
        var atMany = last.Where(d => d.N == many).ToDictionary(d => (d.Text, d.Layer, d.Head), d => d.Variation);
        var change = At(few, d => atMany[(d.Text, d.Layer, d.Head)] - d.Variation);
        Mean("variationChange", $"change of that variation from N = {few} to N = {many} (below 0: drift to uniform, as the abstract claims)", change);
        var heads = change.GroupBy(c => (c.Layer, c.Head)).Select(g => g.Average(c => c.Value)).ToArray();
        findings.Add(Finding.Of("driftingShare", $"share of heads that come nearer to uniform from N = {few} to N = {many}", Statistic.Share(heads.Count(v => v < 0), heads.Length), "exact binomial over heads"));
    }

    private void InformativeFindings()
    {
        var questions = new OrderedDictionary<(string Text, int Position, int Distance), (int Rank, double Weight)>();
        foreach (var row in pieces.Rows<HeadInformativeRow>())
        {
            var (rank, weight) = questions.GetValueOrDefault((row.Text, row.Position, row.Distance), (int.MaxValue, 0));
            questions[(row.Text, row.Position, row.Distance)] = (Math.Min(rank, row.Rank), Math.Max(weight, row.Weight));
        }

        if (questions.Count == 0)
            return;
        double[] lengths = [.. questions.Keys.Select(q => (double)q.Position + 1)], weights = [.. questions.Values.Select(q => q.Weight)];
        findings.Add(Finding.Of("informativeFirst", "share of questions whose informative token has the greatest weight in at least one head", Statistic.Share(questions.Values.Count(q => q.Rank == 1), questions.Count), "exact binomial over questions"));
        findings.Add(Finding.Of("informativeBestWeight", "greatest weight that any head gives the informative token", Statistic.Mean(weights, options.Seed, options.Resamples), "bootstrap over questions"));
        findings.Add(Finding.Of("informativeWeightOverLength", "rank correlation of that greatest weight with L", RankCorrelation.Spearman(lengths, weights), "Fisher's z over questions"));
        findings.Add(Finding.Of("informativeRankOverLength", "rank correlation of the best head's rank of the token with L", RankCorrelation.Spearman(lengths, [.. questions.Values.Select(q => (double)q.Rank)]), "Fisher's z over questions"));
    }
}
