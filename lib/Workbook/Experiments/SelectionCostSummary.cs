using MathNet.Numerics.Statistics;
using Workbook.Experiments.Pieces;
using Workbook.Experiments.Rows;
using Workbook.Experiments.Statistics;

namespace Workbook.Experiments;

/// <summary>Tables and statistics of <see cref="ModelSelectionCost"/>.</summary>
internal sealed class SelectionCostSummary(IEnumerable<ExperimentPiece> pieces, ExperimentOptions options)
{
    private static readonly (string Name, string Words, Func<SelectionCostRow, double> Value)[] Measures =
    [
        ("cumulativeDistance", "the cumulative distance D_N", r => r.CumulativeDistance),
        ("resultantDistance", "the resultant distance d_N", r => r.ResultantDistance),
        ("leftOutMass", "the mass left out, 1 − A_N", r => 1 - r.SelectedMass),
        ("entropy", "the entropy", r => r.Entropy),
        ("outputError", "how far the head's output moves", r => r.OutputError),
    ];

    private static readonly (string Name, bool EachSize, Func<SelectionCostRow, double> Value)[] Damages =
        [("divergence", true, r => r.Divergence), ("lossIncrease", false, r => r.LossIncrease)];

    private readonly SelectionCostRow[] rows = [.. pieces.SelectMany(p => p.Rows<SelectionCostRow>())];
    private readonly NormalizerSwapRow[] normalizers = [.. pieces.SelectMany(p => p.Rows<NormalizerSwapRow>())];

    public ExperimentResult Result(string name)
    {
        var curve = Curve();
        var prediction = Prediction();
        var swaps = Normalizers();
        var notes = new List<string>();
        if (normalizers.Length > 0)
        {
            notes.Add("Every change is a counterfactual: the model was trained with softmax over all tokens, and another normalizer in its place says nothing of a model that is trained with it. The adaptive-temperature softmax alone is meant for a trained model.");
            notes.Add($"The temperatures of matched entropy are those at which the mean entropy of at most {NormalizerSwap.MatchedRows} evenly spaced query positions is softmax's, within 0.001 nats; where none lies between 0.001 and 1000 the cost is left blank.");
        }
        else if (rows.Length > 0)
        {
            notes.Add("The model was trained with another normalizer than softmax: its weights are cut to the top N, and nothing is put in softmax's place.");
        }

        var heads = rows.Where(r => r.Layer >= 0).Select(r => (r.Layer, r.Head)).Distinct().Count();
        if (heads is > 0 and < 30)
            notes.Add($"{heads} heads: a rank correlation over so few clusters has a wide interval.");
        if (rows.Length == 0)
            notes.Add("No position had more tokens than the smallest N and a next token: give smaller --sizes or greater --lengths.");
        return new(
            name,
            new RowTable<SelectionCostRow>("rows", rows),
            [
                new RowTable<SelectionCurveRow>("curve", curve),
                new RowTable<DamagePredictionRow>("prediction", prediction),
                new RowTable<NormalizerSummaryRow>("normalizerSummary", swaps),
                new RowTable<NormalizerSwapRow>("normalizers", normalizers),
            ],
            [.. Findings(curve, prediction), .. SwapFindings(swaps)],
            [],
            notes);
    }

    private static HeadCell Cell(SelectionCostRow row, double value) => new(row.Text, row.Layer, row.Head, value);

    private Statistic Mean(IEnumerable<HeadCell> cells) => ClusteredBootstrap.Mean(cells, options.Seed, options.Resamples);

    private SelectionCurveRow[] Curve() =>
        [.. rows.GroupBy(r => (All: r.Layer < 0, r.N, r.Renormalized)).OrderBy(g => g.Key).Select(g =>
        {
            var loss = Mean(g.Select(r => Cell(r, r.LossIncrease)));
            var divergence = Mean(g.Select(r => Cell(r, r.Divergence)));
            return new SelectionCurveRow(
                g.Key.All ? "all" : "one", g.Key.N, g.Key.Renormalized, loss.Value, loss.Low, loss.High,
                divergence.Value, divergence.Low, divergence.High, g.Average(r => r.LossIncrease / r.Loss), loss.Count);
        })];

    private DamagePredictionRow[] Prediction() =>
        [.. from measure in Measures
            from damage in Damages
            from chosen in rows.Where(r => r.Layer >= 0).GroupBy(r => r.Renormalized).OrderBy(g => g.Key)
            // Every N of the divergence; of the loss, which is far noisier, the mean over N alone.
            from n in damage.EachSize ? chosen.Select(r => r.N).Distinct().Order().Prepend(0) : [0]
            let rho = Correlation([.. chosen.Where(r => n == 0 || r.N == n)], measure.Value, damage.Value)
            select new DamagePredictionRow(measure.Name, damage.Name, chosen.Key, n, rho.Value, rho.Low, rho.High, rho.Count)];

    // ρ within each N, averaged: a pooled ρ would be carried by N itself, which moves every measure and the damage too.
    private Statistic Correlation(SelectionCostRow[] used, Func<SelectionCostRow, double> measure, Func<SelectionCostRow, double> damage)
    {
        double[] x = [.. used.Select(measure)], y = [.. used.Select(damage)];
        double Mean(IReadOnlyList<int> drawn)
        {
            var known = drawn.GroupBy(i => used[i].N)
                .Select(group => RankCorrelation.Spearman([.. group.Select(i => x[i])], [.. group.Select(i => y[i])]).Value)
                .Where(rho => !double.IsNaN(rho)).ToArray();
            return known.Length == 0 ? double.NaN : known.Average();
        }

        return ClusteredBootstrap.Of([.. used.Select(r => Cell(r, 0))], Mean, options.Seed, options.Resamples);
    }

    private NormalizerSummaryRow[] Normalizers() =>
        [.. normalizers.GroupBy(r => (r.Normalizer, r.MatchedEntropy)).OrderBy(g => g.Key).Select(g =>
        {
            var one = g.Where(r => r.Layer >= 0).ToArray();
            var found = one.Where(r => !double.IsNaN(r.Temperature)).ToArray();
            var all = g.Where(r => r.Layer < 0).ToArray();
            var divergence = Mean(found.Select(r => new HeadCell(r.Text, r.Layer, r.Head, r.Divergence)));
            var allLoss = Mean(all.Select(r => new HeadCell(r.Text, -1, -1, r.LossIncrease)));
            var loss = Mean(found.Select(r => new HeadCell(r.Text, r.Layer, r.Head, r.LossIncrease)));
            var allDivergence = Mean(all.Select(r => new HeadCell(r.Text, -1, -1, r.Divergence)));
            return new NormalizerSummaryRow(
                g.Key.Normalizer, g.Key.MatchedEntropy, divergence.Value, divergence.Low, divergence.High,
                loss.Value, loss.Low, loss.High, found.Length == 0 ? double.NaN : found.Select(r => r.Temperature).Median(),
                one.Length == 0 ? double.NaN : (double)found.Length / one.Length, found.Length,
                allDivergence.Value, allDivergence.Low, allDivergence.High, allLoss.Value, allLoss.Low, allLoss.High, all.Length);
        })];

    private IEnumerable<Finding> Findings(SelectionCurveRow[] curve, DamagePredictionRow[] prediction)
    {
        var method = ClusteredBootstrap.Method(rows.Where(r => r.Layer >= 0).Select(r => Cell(r, 0)));
        foreach (var (name, words, _) in Measures)
        {
            foreach (var row in prediction.Where(p => p.Measure == name && p.Damage == "divergence" && p.N == 0))
            {
                var (suffix, how) = row.Renormalized ? ("", "renormalized") : ("Deleted", "the rest deleted");
                yield return new($"rankOf{char.ToUpperInvariant(name[0])}{name[1..]}{suffix}", $"rank correlation of {words} with the KL of keeping the top N ({how}), mean over N", row.Rho, row.Low, row.High, row.Count, method);
            }
        }

        foreach (var row in curve.Where(r => r.Heads == "all" && r.Renormalized))
            yield return new($"allLossIncrease{row.N}", $"rise of the loss with the top {row.N} of every head, renormalized, nats a token", row.LossIncrease, row.LossLow, row.LossHigh, row.Count, row.Count > 1 ? $"bootstrap over {row.Count} texts" : "no interval: one text");
    }

    private IEnumerable<Finding> SwapFindings(NormalizerSummaryRow[] swaps)
    {
        var heads = ClusteredBootstrap.Method(normalizers.Where(r => r.Layer >= 0).Select(r => new HeadCell(r.Text, r.Layer, r.Head, 0)));
        foreach (var row in swaps)
        {
            var name = string.Concat(row.Normalizer.Split([.. " -,."]).Where(w => w.Length > 0).Select(w => char.ToUpperInvariant(w[0]) + w[1..]));
            // With as wide rows as softmax has, what one head's shape costs; as it is, what the whole model loses.
            if (row.MatchedEntropy)
                yield return new($"oneHead{name}", $"KL of the next token with {row.Normalizer} in one head, at softmax's entropy, nats (a counterfactual)", row.Divergence, row.DivergenceLow, row.DivergenceHigh, row.Count, heads);
            else
                yield return new($"allHeads{name}", $"rise of the loss with {row.Normalizer} in every head, nats a token (a counterfactual)", row.AllLossIncrease, row.AllLossLow, row.AllLossHigh, row.Texts, row.Texts > 1 ? $"bootstrap over {row.Texts} texts" : "no interval: one text");
        }
    }
}
