using Workbook.Experiments.Pieces;
using Workbook.Experiments.Rows;
using Workbook.Experiments.Statistics;

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
        Mean("criticalExponent", "exponent ξ of the critical inverse temperature, Λ ~ (ln L)^ξ (1/2: independent Gaussian logits, 1: equal gaps, 0: a fixed temperature keeps up)", [.. bins.GroupBy(b => (b.Text, b.Layer, b.Head)).Select(g => new HeadCell(g.Key.Text, g.Key.Layer, g.Key.Head, CriticalExponent(g).Value))]);
        Mean("pickingShare", $"share of rows whose temperature is low enough to pick one token, Λ < 1, L up to {options.Length}", Last(b => b.PickingShare));
        findings.Add(Finding.Of("coolingShare", "share of heads whose temperature would have to fall as L grows to keep what they do", Statistic.Share(laws.Count(l => l.TemperatureLaw == "fall"), laws.Length), "exact binomial over heads"));
        DriftFindings();
        var asked = InformativeFindings();
        var notes = new List<string>();
        if (options.Lengths.Count < 3)
            notes.Add("Slopes need at least three lengths for an interval within one text.");
        return new(
            name,
            pieces.Table<HeadDilutionRow>("rows"),
            [new RowTable<HeadLawRow>("laws", laws), new RowTable<HeadBinRow>("bins", bins), pieces.Table<HeadDriftRow>("drift"), pieces.Table<HeadInformativeRow>("informative"), new RowTable<InformativeLengthRow>("informativeLengths", asked)],
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
            var critical = HeadInterval.Of([.. texts.Select(CriticalExponent)], options);
            return new HeadLawRow(
                head.Key.Layer, head.Key.Head, slope.Value, slope.Low, slope.High, gap.Value, gap.Low, gap.High,
                slope.High < 0, Law(gap), critical.Value, critical.Low, critical.High, TemperatureLaw(critical), sinkOf[head.Key].Average(), texts.Length);
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

    // A law β ~ (ln L)^ξ is a line of ln Λ over ln ln L; a tie at the top has no finite Λ and is left out.
    private static Statistic CriticalExponent(IEnumerable<HeadBinRow> rows)
    {
        var list = rows.ToArray();
        return LineFit.OfLogarithms([.. list.Select(b => b.LogLength)], [.. list.Select(b => b.CriticalInverse)]).Slope;
    }

    private static string TemperatureLaw(Statistic exponent) =>
        double.IsNaN(exponent.Low) ? "unclear"
        : exponent.Low > 0 ? "fall"
        : exponent.High < 0 ? "rise"
        : exponent.High < 0.5 && exponent.Low > -0.5 ? "stay"
        : "unclear";

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
        // A context of a few tokens has no two sizes to compare.
        if (many <= few)
            return;
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

    private InformativeLengthRow[] InformativeFindings()
    {
        var questions = new OrderedDictionary<(string Text, int Position, int Distance), (int Rank, double Weight)>();
        foreach (var row in pieces.Rows<HeadInformativeRow>())
        {
            var (rank, weight) = questions.GetValueOrDefault((row.Text, row.Position, row.Distance), (int.MaxValue, 0));
            questions[(row.Text, row.Position, row.Distance)] = (Math.Min(rank, row.Rank), Math.Max(weight, row.Weight));
        }

        if (questions.Count == 0)
            return [];
        var texts = questions.Keys.Select(q => q.Text).Distinct().Count();
        var over = $"{questions.Count} questions of {texts} {(texts == 1 ? "text" : "texts")}";
        findings.Add(Finding.Of("informativeFirst", "share of questions whose informative token has the greatest weight in at least one head", Statistic.Share(questions.Values.Count(q => q.Rank == 1), questions.Count), $"exact binomial over {over}"));
        findings.Add(Finding.Of("informativeBestWeight", "greatest weight that any head gives the informative token", InformativeLengthRow.Mean([.. questions.Values.Select(q => q.Weight)], options), $"bootstrap over {over}"));
        HeadCell[] Cells(IEnumerable<double> values) => [.. values.Select((value, k) => new HeadCell("", 0, k, value))];
        var lengths = Cells(questions.Keys.Select(q => q.Position + 1.0));
        findings.Add(Finding.Of("informativeWeightOverLength", "rank correlation of that greatest weight with L", RankCorrelation.Clustered(lengths, Cells(questions.Values.Select(q => q.Weight)), options.Seed, options.Resamples), $"bootstrap over {over}"));
        findings.Add(Finding.Of("informativeRankOverLength", "rank correlation of the best head's rank of the token with L", RankCorrelation.Clustered(lengths, Cells(questions.Values.Select(q => (double)q.Rank)), options.Seed, options.Resamples), $"bootstrap over {over}"));
        return [.. InformativeLengthRow.Of([.. questions.Select(q => (q.Key.Position + 1, q.Value.Rank, q.Value.Weight))], options)];
    }
}
