using Workbook.Experiments.Pieces;
using Workbook.Experiments.Rows;
using Workbook.Experiments.Statistics;

namespace Workbook.Experiments;

/// <summary>Tables, statistics and comparison of <see cref="ModelDistance"/>.</summary>
internal sealed class DistanceSummary(IEnumerable<ExperimentPiece> pieces, ExperimentOptions options)
{
    private const int PaperLength = 1024, FewSelected = 5, Flat = 20, Meet = 100;

    private readonly List<Finding> findings = [];
    private readonly List<PaperComparison> paper = [];
    private readonly Dictionary<(int Length, int N), HeadDistanceRow[]> at =
        pieces.Rows<HeadDistanceRow>().Where(r => r.N is 1 or FewSelected or Flat or Meet).GroupBy(r => (r.Length, r.N)).ToDictionary(g => g.Key, g => g.ToArray());

    public ExperimentResult Result(string name)
    {
        OverLength();
        OverSize();
        var sizes = options.Lengths.ToDictionary(length => length, length => SizeGrid.Of(length, options).ToHashSet());
        return new(
            name,
            new RowTable<HeadDistanceRow>("rows", pieces.Rows<HeadDistanceRow>().Where(r => r.Count > 0 && sizes[r.Length].Contains(r.N))),
            [pieces.Table<HeadSpreadRow>("spread"), pieces.Table<HeadCriticalRow>("critical")],
            findings,
            paper,
            [$"The mixed vectors are {Words(options.Vectors ?? VectorChoice.Values)}.", .. options.Length == PaperLength ? Array.Empty<string>() : [$"The paper's figures are at L = {PaperLength}; this run's greatest length is {options.Length}."]]);
    }

    // Algorithm 1, Figure 2a: N fixed, L grows.
    private void OverLength()
    {
        var lengths = options.Lengths.Where(length => length > FewSelected + 1).ToArray();
        if (lengths.Length < 2)
            return;
        Statistic Slope(Func<HeadDistanceRow, double> value)
        {
            var cells = lengths.SelectMany(length => at[(length, FewSelected)]).GroupBy(r => (r.Text, r.Layer, r.Head))
                .Select(g => new HeadCell(g.Key.Text, g.Key.Layer, g.Key.Head, LineFit.OfLogarithms([.. g.Select(r => (double)r.Length)], [.. g.Select(value)]).Slope.Value)).ToArray();
            return ClusteredBootstrap.Mean(cells, options.Seed, options.Resamples);
        }

        var method = ClusteredBootstrap.Method(at[(lengths[0], FewSelected)].Select(r => Cell(r, 0)));
        void Linear(string name, string reading, Func<HeadDistanceRow, double> value)
        {
            var slope = Slope(value);
            findings.Add(Finding.Of(name, $"slope of ln {reading} on ln L at N = {FewSelected}", slope, method));
            paper.Add(Line("Fig. 2a", "grows about linearly in L at N = 5", reading, slope, 0.8, 1.2, $"slope on ln L, agrees within 0.8 to 1.2, L = {lengths[0]} … {lengths[^1]}"));
        }

        Linear("lengthSlopeMeasured", "D_N", r => r.CumulativeDistance);
        foreach (var (reading, value) in ExpectationReading.All)
            Linear($"lengthSlope{Camel(reading)}", $"E, {reading}", value);
        findings.Add(Finding.Of("lengthSlopeResultant", $"slope of ln d_N on ln L at N = {FewSelected}", Slope(r => r.ResultantDistance), method));

        var all = lengths.SelectMany(length => at[(length, FewSelected)]).ToArray();
        var safe = ClusteredBootstrap.Mean(
            all.GroupBy(r => (r.Text, r.Layer, r.Head)).Select(g => new HeadCell(g.Key.Text, g.Key.Layer, g.Key.Head, g.Average(r => r.Bound >= r.CumulativeDistance * (1 - 1e-9) ? 1.0 : 0))), options.Seed, options.Resamples);
        paper.Add(new("Fig. 2a", "the bound is safe", "Theorem 1 (i)", safe.Value, safe.Low, safe.High, safe.Count,
            safe.Value == 1 ? PaperComparison.Reproduces : PaperComparison.DoesNot, "share of lengths at which a head's mean D_N is at most the mean bound"));
        var loose = Mean(at[(lengths[^1], FewSelected)], r => r.Bound / r.CumulativeDistance);
        findings.Add(Finding.Of("boundRatioFew", $"published bound over D_N at N = {FewSelected}, L = {lengths[^1]}", loose, method));
        paper.Add(Line("Fig. 2a", "the bound is loose", "Theorem 1 (i)", loose, 1.5, double.PositiveInfinity, "bound over D_N, agrees from 1.5"));
    }

    // Algorithm 2, Figure 2b: L fixed, N grows.
    private void OverSize()
    {
        var length = options.Length;
        if (length <= Meet)
            return;
        var method = ClusteredBootstrap.Method(at[(length, 1)].Select(r => Cell(r, 0)));
        var flat = Pairs(length, Flat, Meet, (few, many) => (many.CumulativeDistance - few.CumulativeDistance) / few.CumulativeDistance);
        findings.Add(Finding.Of("changePastTwenty", $"relative change of D_N from N = {Flat} to {Meet}, L = {length}", flat, method));
        paper.Add(Line("Fig. 2b", "D_N changes little past N = 20", "D_N", flat, -0.2, 0.2, $"relative change from N = {Flat} to {Meet}, agrees within 20 %"));
        foreach (var (reading, value) in ExpectationReading.All)
        {
            var ratio = Mean(at[(length, Meet)], r => value(r) / r.CumulativeDistance);
            findings.Add(Finding.Of($"ratio{Camel(reading)}", $"E, {reading}, over D_N at N = {Meet}, L = {length}", ratio, method));
            paper.Add(Line("Fig. 2b", "D_N and E meet near N = 100", reading, ratio, 0.9, 1.1, $"E over D_N at N = {Meet}, agrees within 10 %"));
        }

        var tightens = Pairs(length, 1, Meet, (few, many) => many.Bound / many.CumulativeDistance - few.Bound / few.CumulativeDistance);
        findings.Add(Finding.Of("boundTightens", $"change of bound over D_N from N = 1 to {Meet}, L = {length}", tightens, method));
        paper.Add(Line("Fig. 2b", "the bound tightens with N", "Theorem 1 (i)", tightens, double.NegativeInfinity, 0, $"change of bound over D_N from N = 1 to {Meet}, agrees below 0"));
    }

    private Statistic Pairs(int length, int few, int many, Func<HeadDistanceRow, HeadDistanceRow, double> value)
    {
        var other = at[(length, many)].ToDictionary(r => (r.Text, r.Layer, r.Head));
        return Mean(at[(length, few)], r => value(r, other[(r.Text, r.Layer, r.Head)]));
    }

    private Statistic Mean(IEnumerable<HeadDistanceRow> rows, Func<HeadDistanceRow, double> value) =>
        ClusteredBootstrap.Mean([.. rows.Select(r => Cell(r, value(r)))], options.Seed, options.Resamples);

    private static HeadCell Cell(HeadDistanceRow row, double value) => new(row.Text, row.Layer, row.Head, value);

    private static PaperComparison Line(string figure, string reported, string reading, Statistic s, double low, double high, string reason) =>
        new(figure, reported, reading, s.Value, s.Low, s.High, s.Count, PaperComparison.Judge(s, low, high), reason);

    private static string Words(VectorChoice vectors) => vectors switch
    {
        VectorChoice.Values => "the heads' values",
        VectorChoice.UnitValues => "the heads' values, scaled to length 1",
        VectorChoice.Inputs => "the layers' inputs",
        _ => "the layers' inputs, scaled to length 1",
    };

    private static string Camel(string words) => string.Concat(words.Split(' ', '-').Select(w => char.ToUpperInvariant(w[0]) + w[1..]));
}
