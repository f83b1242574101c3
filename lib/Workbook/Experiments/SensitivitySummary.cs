using Workbook.Experiments.Pieces;
using Workbook.Experiments.Rows;
using Workbook.Experiments.Statistics;

namespace Workbook.Experiments;

/// <summary>Tables, statistics and comparison of <see cref="ModelSensitivity"/>.</summary>
internal sealed class SensitivitySummary(IEnumerable<ExperimentPiece> pieces, ExperimentOptions options)
{
    private static readonly double[] Told = [0.01, 0.1, 1, 10, 100];

    private readonly HeadJacobianRow[] told = [.. pieces.Rows<HeadJacobianRow>().Where(r => IsTold(r.Temperature))];
    private readonly HeadWorstRow[] worst = [.. pieces.Rows<HeadWorstRow>()];
    private readonly ModelLossRow[] losses = [.. pieces.Rows<ModelLossRow>()];
    private readonly List<Finding> findings = [];
    private readonly List<PaperComparison> paper = [];

    public ExperimentResult Result(string name)
    {
        JacobianFindings();
        WorstTemperature();
        ModelFindings();
        Estimator();
        return new(
            name, pieces.Table<HeadSensitivityRow>("rows"),
            [
                pieces.Table<HeadJacobianRow>("jacobians"), pieces.Table<HeadStepRow>("steps"), new RowTable<HeadWorstRow>("worst", worst),
                new RowTable<ModelLossRow>("losses", losses), pieces.Table<HeadGradientRow>("gradients"),
            ],
            findings, paper,
            losses.Length == 0
                ? ["A saved trace has no model: the loss's gradient and its best temperature are left out."]
                : [$"Loss and gradients are of the first {losses[0].Length} tokens."]);
    }

    private void JacobianFindings()
    {
        // Every temperature is in the table of Jacobians; a few of them say what it shows.
        foreach (var temperature in options.Temperatures.Where(IsTold))
        {
            var at = told.Where(r => r.Temperature == temperature).ToArray();
            var cells = at.Select(r => new HeadCell(r.Text, r.Layer, r.Head, r.Median * temperature)).ToArray();
            findings.Add(Finding.Of($"medianTimesT{temperature:g3}", $"T times the median ||J||_2, T = {temperature:g3} (the sharp bound is 0.5)", ClusteredBootstrap.Mean(cells, options.Seed, options.Resamples), ClusteredBootstrap.Method(cells)));
            var near = at.Select(r => new HeadCell(r.Text, r.Layer, r.Head, r.NearBound)).ToArray();
            findings.Add(Finding.Of($"nearBound{temperature:g3}", $"share of rows within 10 % of the sharp bound, T = {temperature:g3}", ClusteredBootstrap.Mean(near, options.Seed, options.Resamples), ClusteredBootstrap.Method(near)));
        }

        var (all, sharp) = (0, double.NegativeInfinity);
        foreach (var row in pieces.Rows<HeadJacobianRow>())
        {
            all += row.Count;
            sharp = Math.Max(sharp, row.Max * row.Temperature);
        }

        // A head has as many rows at every temperature and all heads of a text as many: the mean over heads is the share of all rows.
        HeadCell[] above = [.. pieces.SelectMany(p => p.Rows<HeadJacobianRow>().GroupBy(r => (r.Text, r.Layer, r.Head)).Select(g => new HeadCell(g.Key.Text, g.Key.Layer, g.Key.Head, g.Average(r => r.AbovePublished))))];
        var share = ClusteredBootstrap.Mean(above, options.Seed, options.Resamples);
        findings.Add(Finding.Of("abovePublished", "share of rows and temperatures with ||J||_2 above the published min{1/(4T), sqrt 2}", share, ClusteredBootstrap.Method(above)));
        paper.Add(new(
            "Corollary 3", "||J||_2 is at most min{1/(4T), sqrt 2}", "exact norm of every row", share.Value, share.Low, share.High, share.Count,
            share.Value == 0 ? PaperComparison.Reproduces : PaperComparison.DoesNot, "share of rows above it; one refutes it"));
        findings.Add(new("greatestTimesT", "greatest T||J||_2 of all rows (the sharp bound is 0.5)", sharp, double.NaN, double.NaN, all, "the greatest of all rows, no interval"));
    }

    private void WorstTemperature()
    {
        if (worst.Length == 0)
            return;
        var law = worst.Select(r => new HeadCell(r.Text, r.Layer, r.Head, r.LogLaw)).ToArray();
        var seen = worst.Select(r => new HeadCell(r.Text, r.Layer, r.Head, r.LogWorst)).ToArray();
        findings.Add(Finding.Of("worstTemperatureLaw", "rank correlation over heads of the worst temperature with g/ln(L−1)", RankCorrelation.Clustered(law, seen, options.Seed, options.Resamples), ClusteredBootstrap.Method(law)));
        var ratio = worst.Select(r => new HeadCell(r.Text, r.Layer, r.Head, r.LogWorst - r.LogLaw)).ToArray();
        findings.Add(Finding.Of("worstTemperatureOffset", "mean of ln T* less ln(g/ln(L−1))", ClusteredBootstrap.Mean(ratio, options.Seed, options.Resamples), ClusteredBootstrap.Method(ratio)));
    }

    private void ModelFindings()
    {
        if (losses.Length == 0)
            return;
        var best = losses.GroupBy(l => l.Text).Select(g => g.MinBy(l => l.Loss)!).ToArray();
        var texts = best.Length > 1 ? $"bootstrap over {best.Length} texts" : "no interval: one text";
        findings.Add(Finding.Of("bestTemperature", "temperature of all heads at which the model's loss is least", OverTexts([.. best.Select(l => l.Temperature)]), texts));
        var gain = losses.GroupBy(l => l.Text).Select(g => g.MinBy(l => Math.Abs(Math.Log(l.Temperature)))!.Loss - g.Min(l => l.Loss)).ToArray();
        findings.Add(Finding.Of("bestTemperatureGain", "loss at T = 1 less the least loss, nats", OverTexts(gain), texts));
        HeadCell[] EachHead(Func<IEnumerable<HeadGradientRow>, double> value) => [.. pieces.SelectMany(p => p.Rows<HeadGradientRow>()
            .GroupBy(r => (r.Text, r.Layer, r.Head)).Select(g => new HeadCell(g.Key.Text, g.Key.Layer, g.Key.Head, value(g))))];
        var peaks = EachHead(g => Math.Log(g.MaxBy(r => r.GradientNorm)!.Temperature));
        findings.Add(Finding.Of("gradientPeak", "mean of ln T at which the loss's gradient with respect to a head's logits is greatest", ClusteredBootstrap.Mean(peaks, options.Seed, options.Resamples), ClusteredBootstrap.Method(peaks)));
        HeadCell[] cold = [.. EachHead(g => Math.Log(g.MinBy(r => r.Temperature)!.GradientNorm / g.MinBy(r => Math.Abs(Math.Log(r.Temperature)))!.GradientNorm)).Where(c => double.IsFinite(c.Value))];
        findings.Add(Finding.Of("gradientCold", $"mean of ln of that gradient at the lowest temperature over that at T = 1 (below 0: it vanishes)", ClusteredBootstrap.Mean(cold, options.Seed, options.Resamples), ClusteredBootstrap.Method(cold)));
    }

    // The paper: mean over positions, maximum over heads; 1/T below T = 0.1, two orders of magnitude lower from T = 1 on.
    private void Estimator()
    {
        // The greatest g of all heads.
        var greatest = new OrderedDictionary<(string Text, double Temperature, double Epsilon), double>();
        foreach (var row in pieces.Rows<HeadSensitivityRow>())
        {
            var key = (row.Text, row.Temperature, row.Epsilon);
            greatest[key] = Math.Max(row.G, greatest.GetValueOrDefault(key, double.NegativeInfinity));
        }

        foreach (var epsilon in options.Epsilons)
        {
            var most = greatest.Where(g => g.Key.Epsilon == epsilon).Select(g => (g.Key.Text, g.Key.Temperature, G: g.Value)).ToArray();
            var cold = most.Where(m => m.Temperature < 0.1 * (1 + 1e-9)).GroupBy(m => m.Text)
                .Select(g => LineFit.OfLogarithms([.. g.Select(m => m.Temperature)], [.. g.Select(m => m.G)]).Slope.Value).Where(double.IsFinite).ToArray();
            if (cold.Length > 0)
            {
                var slope = OverTexts(cold);
                paper.Add(Line("g grows as 1/T below T = 0.1", $"ε = {epsilon}", slope, -1.2, -0.8, "slope of ln g on ln T, greatest head, agrees within -1.2 to -0.8"));
            }

            var fall = most.GroupBy(m => m.Text).Where(g => g.Any(m => m.Temperature >= 1) && g.Any(m => m.Temperature < 0.1))
                .Select(g => Math.Log10(g.Where(m => m.Temperature < 0.1 * (1 + 1e-9)).Max(m => m.G) / g.Where(m => m.Temperature >= 1 - 1e-9).Max(m => m.G))).Where(double.IsFinite).ToArray();
            if (fall.Length > 0)
                paper.Add(Line("g is two orders of magnitude lower from T = 1 on", $"ε = {epsilon}", OverTexts(fall), 1.5, 2.5, "log10 of the greatest g below T = 0.1 over that from T = 1 on, agrees within 1.5 to 2.5"));
        }
    }

    private static bool IsTold(double temperature) => Told.Any(told => Math.Abs(temperature / told - 1) < 1e-6);

    // One text has no interval.
    private Statistic OverTexts(double[] values) =>
        values.Length == 1 ? new(values[0], double.NaN, double.NaN, 1) : Statistic.Mean(values, options.Seed, options.Resamples);

    private static PaperComparison Line(string reported, string reading, Statistic s, double low, double high, string reason) =>
        new("Fig. 4", reported, reading, s.Value, s.Low, s.High, s.Count, PaperComparison.Judge(s, low, high), reason);
}
