using Workbook.Experiments.Rows;

namespace Workbook.Charts;

/// <summary>Figures of what it costs a model when heads keep their top N or have another normalizer.</summary>
public static class SelectionCostFigures
{
    private const string Counterfactual = "A counterfactual: the model was trained with softmax over all tokens.";
    private static readonly Axis SizeAxis = Axis.Log("selection size N", "tokens");

    private static readonly Dictionary<string, string> Words = new()
    {
        ["cumulativeDistance"] = "D_N",
        ["resultantDistance"] = "d_N",
        ["leftOutMass"] = "1 − A_N",
        ["entropy"] = "entropy",
        ["outputError"] = "output error",
    };

    /// <summary>Change of the next token's distribution against N: one head at a time and all at once.</summary>
    /// <param name="curve">The table <c>curve</c> of the experiment.</param>
    public static Figure Divergence(IReadOnlyList<SelectionCurveRow> curve) => Chart.Lines(
        $"Heads that keep only their top N: change of the next token's distribution, mean over heads and texts. The bands are 95 % intervals. {Counterfactual}",
        SizeAxis,
        Axis.Log("KL of the next token", "nats"),
        Lines(curve, r => r.Divergence, r => r.DivergenceLow, r => r.DivergenceHigh));

    /// <summary>Rise of the loss against N.</summary>
    /// <inheritdoc cref="Divergence"/>
    public static Figure Loss(IReadOnlyList<SelectionCurveRow> curve) => Chart.Lines(
        $"Heads that keep only their top N: rise of the loss. The bands are 95 % intervals. {Counterfactual}",
        SizeAxis,
        new("rise of the loss", "nats a token"),
        Lines(curve, r => r.LossIncrease, r => r.LossLow, r => r.LossHigh));

    /// <summary>How well each measure of a head foretells the damage.</summary>
    /// <param name="prediction">The table <c>prediction</c> of the experiment.</param>
    /// <param name="renormalized">Whether the kept weights were scaled up.</param>
    public static Figure Prediction(IReadOnlyList<DamagePredictionRow> prediction, bool renormalized = true) => Chart.Bars(
        $"Which measure of a head foretells the damage of keeping its top N ({(renormalized ? "renormalized" : "the rest deleted")})? Spearman's rank correlation with the KL over heads and texts, mean over N, with 95 % intervals.",
        "measure",
        new("rank correlation ρ", From: -1, To: 1),
        [.. prediction.Where(p => p.Renormalized == renormalized && p.Damage == "divergence" && p.N == 0)
            .Select(p => new Bar(Words.GetValueOrDefault(p.Measure, p.Measure), p.Rho, SeriesRole.Measured, End(p.Low), End(p.High)))]);

    /// <summary>Every normalizer in place of softmax.</summary>
    /// <param name="summary">The table <c>normalizerSummary</c> of the experiment.</param>
    public static Table Normalizers(IReadOnlyList<NormalizerSummaryRow> summary) => Table.Of(
        $"Other normalizers in place of softmax, as they are and at softmax's own entropy. {Counterfactual} KL and rise of the loss in nats a token; one head: replaced alone, mean over heads; a dash where no temperature matches",
        summary.OrderBy(r => double.IsNaN(r.AllLossIncrease)).ThenBy(r => r.AllLossIncrease),
        ("normalizer", r => r.Normalizer),
        ("entropy matched", r => r.MatchedEntropy),
        (new("T, median", "s3"), r => r.MedianTemperature),
        (new("heads matched", "0 %"), r => r.MatchedShare),
        (new("KL, one head", "s3"), r => r.Divergence),
        (new("KL, all heads", "s3"), r => r.AllDivergence),
        (new("rise of the loss, all heads", "s3"), r => r.AllLossIncrease));

    private static Series[] Lines(IReadOnlyList<SelectionCurveRow> curve, Func<SelectionCurveRow, double> value, Func<SelectionCurveRow, double> low, Func<SelectionCurveRow, double> high) =>
        [.. curve.GroupBy(r => (r.Heads, r.Renormalized)).OrderByDescending(g => g.Key).Select(group =>
        {
            var rows = group.OrderBy(r => r.N).ToArray();
            var name = $"{group.Key.Heads} head{(group.Key.Heads == "all" ? "s" : "")}, {(group.Key.Renormalized ? "renormalized" : "deleted")}";
            var line = Series.Over(name, rows.Select(r => r.N), rows.Select(value));
            return rows.Any(r => double.IsNaN(low(r))) ? line : line with { Low = [.. rows.Select(low)], High = [.. rows.Select(high)] };
        })];

    private static double? End(double value) => double.IsNaN(value) ? null : value;
}
