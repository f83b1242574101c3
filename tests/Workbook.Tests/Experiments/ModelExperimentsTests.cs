using Workbook.Charts;
using Workbook.Experiments;
using Workbook.Experiments.Pieces;
using Workbook.Experiments.Rows;
using Workbook.Experiments.Statistics;
using Workbook.Gpt2;
using Workbook.Normalizers;
using Xunit;

namespace Workbook.Tests.Experiments;

/// <summary>Experiments 6 and 7 from end to end, on a small random model and on nano.</summary>
public class ModelExperimentsTests
{
    private static readonly ExperimentOptions Options = new() { Lengths = [8, 16], Sizes = [1, 3, 8], Resamples = 20 };

    private static readonly ExperimentText[] Texts =
        [ExperimentText.OfIds("first", EditedForward.Ids), ExperimentText.OfIds("second", [.. EditedForward.Ids.Reverse()])];

    [Fact]
    public void Selection_cost_measures_every_head_and_normalizer_and_says_what_foretells_the_damage()
    {
        using var model = EditedForward.Model();
        var result = Run(new ModelSelectionCost(), model);
        const int heads = 8, texts = 2, sizes = 3;
        Assert.Equal((heads + 1) * texts * sizes * 2, result.Rows.Count);
        var others = NormalizerCatalogue.All.Count - 1;
        Assert.Equal((heads + 1) * texts * others * 2, result.RowsOf<NormalizerSwapRow>().Count);
        Assert.Equal(others * 2, result.RowsOf<NormalizerSummaryRow>().Count);
        Assert.Equal(sizes * 4, result.RowsOf<SelectionCurveRow>().Count);
        Assert.All(result.RowsOf<DamagePredictionRow>(), row => Assert.InRange(row.Rho, -1, 1));
        Assert.Equal(10 + sizes + 2 * others, result.Findings.Count);
        Assert.Contains(result.Notes, note => note.Contains("counterfactual"));

        // The finding is the mean over N of Spearman's ρ of the rows themselves.
        var rows = result.RowsOf<SelectionCostRow>().Where(r => r.Layer >= 0 && r.Renormalized).GroupBy(r => r.N);
        var rho = rows.Average(g => RankCorrelation.Spearman([.. g.Select(r => 1 - r.SelectedMass)], [.. g.Select(r => r.Divergence)]).Value);
        Assert.Equal(rho, result.Find("rankOfLeftOutMass").Value, 1e-12);
        foreach (var group in rows)
        {
            var atSize = result.RowsOf<DamagePredictionRow>().Single(p => p is { Measure: "leftOutMass", Damage: "divergence", Renormalized: true } && p.N == group.Key);
            Assert.Equal(RankCorrelation.Spearman([.. group.Select(r => 1 - r.SelectedMass)], [.. group.Select(r => r.Divergence)]).Value, atSize.Rho, 1e-12);
            Assert.Equal(group.Count(), atSize.Count);
            var curve = result.RowsOf<SelectionCurveRow>().Single(c => c is { Heads: "one", Renormalized: true } && c.N == group.Key);
            Assert.Equal(group.Average(r => r.LossIncrease / r.Loss), curve.RelativeIncrease, 1e-12);
            Assert.Equal(group.Average(r => r.Divergence), curve.Divergence, 1e-12);
        }


        var swaps = result.RowsOf<NormalizerSwapRow>().Where(r => r.Normalizer == "stick-breaking").ToArray();
        Assert.Equal(swaps.Where(r => r.Layer < 0 && !r.MatchedEntropy).Average(r => r.LossIncrease), result.Find("allHeadsStickBreaking").Value, 1e-12);
        Assert.Equal(swaps.Where(r => r.Layer >= 0 && r.MatchedEntropy && !double.IsNaN(r.Temperature)).Average(r => r.Divergence), result.Find("oneHeadStickBreaking").Value, 1e-12);
        Assert.Equal("bootstrap over 2 texts and 8 heads", result.Find("oneHeadStickBreaking").Method);
        Assert.All(result.RowsOf<NormalizerSummaryRow>().Where(r => r.Count > 0), r => Assert.True(r.LossLow <= r.LossIncrease && r.LossIncrease <= r.LossHigh && r.AllDivergenceLow <= r.AllDivergence));

        Assert.NotEmpty(SelectionCostFigures.Divergence(result.RowsOf<SelectionCurveRow>()).Data.Rows);
        Assert.NotEmpty(SelectionCostFigures.Loss(result.RowsOf<SelectionCurveRow>()).Data.Rows);
        Assert.Equal(5, SelectionCostFigures.Prediction(result.RowsOf<DamagePredictionRow>()).Data.Rows.Count);
        Assert.Equal(others * 2, SelectionCostFigures.Normalizers(result.RowsOf<NormalizerSummaryRow>()).Rows.Count);
    }

    [Fact]
    public void Heads_without_a_matching_temperature_stand_outside_the_means()
    {
        SelectionCostRow[] none = [];
        NormalizerSwapRow Row(int layer, double temperature, double divergence) =>
            new("t", layer, layer, "x", true, temperature, 1, 1, double.IsNaN(temperature) ? 0 : 1, 2, divergence, divergence, 9);
        var piece = new ExperimentPiece("t", 0, [new RowTable<SelectionCostRow>("rows", none), new RowTable<NormalizerSwapRow>("normalizers", [Row(0, 2, 0.5), Row(1, double.NaN, double.NaN), Row(2, 4, 1.5), Row(-1, 3, 7)])]);
        var summary = new ModelSelectionCost().Summarize([piece], Options).RowsOf<NormalizerSummaryRow>().Single();
        Assert.Equal((1, 3, 2, 2.0 / 3), (summary.Divergence, summary.MedianTemperature, summary.Count, summary.MatchedShare));
        Assert.Equal((7.0, 7.0, 1, double.NaN), (summary.AllLossIncrease, summary.AllDivergence, summary.Texts, summary.AllLossLow));
    }

    [Fact]
    public void The_advice_is_read_at_the_greatest_size_within_its_share_of_the_context()
    {
        SelectionCurveRow Curve(string heads, int n) => new(heads, n, true, 1.0 / n, 1.0 / n, 1.0 / n, 0, 0, 0, 0, 2);
        var rows = new[] { 1, 2, 4, 8, 16 }.SelectMany(n => new[] { Curve("one", n), Curve("all", n) }).ToArray();
        var result = new ExperimentResult("selection-cost", new RowTable<SelectionCurveRow>("curve", rows), [], [], [], []);
        // 0.06 of 100 tokens are six: four is the greatest size measured.
        Assert.All(SelectionAdvice.Of(result, 100), line => Assert.Equal((0.25, PaperComparison.DoesNot), (line.Measured, line.Verdict)));
        Assert.Equal(2, SelectionAdvice.Of(result, 100).Count);
    }

    [Theory]
    [InlineData(0.5, 0.3, 0.7, PaperComparison.Reproduces)]
    [InlineData(0.5, 0.1, 0.7, PaperComparison.CannotTell)]
    [InlineData(0.5, 0.3, 0.9, PaperComparison.CannotTell)]
    [InlineData(0.1, 0.05, 0.15, PaperComparison.DoesNot)]
    [InlineData(1.1, 0.9, 1.3, PaperComparison.DoesNot)]
    [InlineData(0.5, double.NaN, double.NaN, PaperComparison.Reproduces)]
    [InlineData(0.9, double.NaN, double.NaN, PaperComparison.DoesNot)]
    [InlineData(double.NaN, double.NaN, double.NaN, PaperComparison.CannotTell)]
    public void A_verdict_asks_where_the_interval_lies(double value, double low, double high, string verdict) =>
        Assert.Equal(verdict, PaperComparison.Judge(new(value, low, high, 3), 0.2, 0.8));

    [Fact]
    public void The_atlas_needs_a_trace_only_and_gives_every_head_one_kind()
    {
        using var model = EditedForward.Model();
        var atlas = Run(new ModelHeadAtlas(), model);
        var rows = atlas.RowsOf<HeadAtlasRow>();
        Assert.Equal(8, rows.Count);
        Assert.Equal(8, rows.DistinctBy(r => (r.Layer, r.Head)).Count());
        Assert.Equal(8, atlas.RowsOf<HeadKindRow>().Sum(k => k.Heads));
        Assert.All(rows, r => Assert.InRange(r.Agreement, 0, 1 + 1e-12));
        Assert.Equal(16, atlas.RowsOf<HeadProfileRow>().Count);
        Assert.InRange(atlas.Find("kindStability").Value, -1, 1);
        Assert.Equal(atlas.RowsOf<HeadKindRow>().Count, HeadAtlasFigures.KindTable(atlas.RowsOf<HeadKindRow>()).Rows.Count);
        using var trace = new ModelTrace(model, EditedForward.Ids);
        ExperimentNeeds.Check(new ModelHeadAtlas(), trace, Options, model: false);
    }

    [Fact]
    public void What_runs_the_model_says_so_when_it_is_given_a_trace()
    {
        using var model = EditedForward.Model();
        using var trace = new ModelTrace(model, EditedForward.Ids);
        var error = Assert.Throws<WorkbookException>(() => ExperimentNeeds.Check(new ModelSelectionCost(), trace, Options, model: false));
        Assert.Contains("The experiment selection-cost needs the model itself", error.Message);
        Assert.Contains("head-atlas", error.Message);
        ExperimentNeeds.Check(new ModelSelectionCost(), trace, Options, model: true);
    }

    [Fact]
    public void A_trained_models_predictions_change_much_with_one_token_kept_and_little_with_many()
    {
        using var nano = Checkpoint.Load();
        var ids = nano.EncodeIds("The cat sat on the mat. The dog lay by the door. When the door opened, the cat ran out and the dog ran after the cat, past the mat and down to the river.");
        var text = ExperimentText.OfIds("cat", ids);
        var options = Options with { Lengths = [ids.Length], Sizes = [1, ids.Length / 2], Cancellation = TestContext.Current.CancellationToken };
        var rows = new ModelSelectionCost().MeasureText(new(text, new ModelTrace(nano.Model, ids), -1, null, options, nano.Model))!.Rows<SelectionCostRow>();
        var (one, many) = (rows.Single(r => r is { N: 1, Renormalized: true }), rows.Single(r => r is { N: > 1, Renormalized: true }));
        Assert.True(one.Divergence > 0.1, $"{one.Divergence}");
        Assert.True(many.Divergence < one.Divergence / 2, $"{many.Divergence}, {one.Divergence}");
    }

    private static ExperimentResult Run(IExperiment experiment, Gpt2Model model) =>
        new ExperimentRun(experiment, Options with { Cancellation = TestContext.Current.CancellationToken }, new("random", "0", "cpu"), model)
            .Run(Texts, text => new ModelTrace(model, text.Ids), model.Config.Layers);
}
