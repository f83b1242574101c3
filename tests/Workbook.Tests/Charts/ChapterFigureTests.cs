using Workbook.Charts;
using Workbook.Experiments;
using Workbook.Tests.Gpt2;
using Workbook.Training;
using Xunit;

namespace Workbook.Tests.Charts;

/// <summary>The figures of the chapters inside a model, drawn from a small random model.</summary>
public sealed class ChapterFigureTests : IClassFixture<ChapterFigureTests.Subject>
{
    private readonly ChapterSubject subject;

    public ChapterFigureTests(Subject fixture)
    {
        ArgumentNullException.ThrowIfNull(fixture);
        subject = fixture.Model;
    }

    private Measurement Dilution => subject.Measure("dilution");

    [Fact]
    public void Every_figure_of_dilution_is_drawn_with_its_words_and_data()
    {
        IView[] views =
        [
            ModelDilutionFigures.Weights(Dilution), ModelDilutionFigures.Slopes(Dilution), ModelDilutionFigures.GapSlopes(Dilution), ModelDilutionFigures.Laws(Dilution), ModelDilutionFigures.Places(Dilution),
            ModelDilutionFigures.Within(Dilution), ModelDilutionFigures.DriftEntropy(Dilution), ModelDilutionFigures.DriftVariation(Dilution),
        ];
        Assert.All(views, view => Assert.True(view is Figure { Alternative.Length: > 20, Data.Rows.Count: > 0 } or Table { Rows.Count: > 0 }, view.ToText()));
    }

    [Fact]
    public void Every_figure_of_distance_separability_and_sensitivity_is_drawn()
    {
        var (distance, separability, sensitivity) = (subject.Measure("distance"), subject.Measure("separability"), subject.Measure("sensitivity"));
        IView[] views =
        [
            ModelDistanceFigures.OverLength(distance), ModelDistanceFigures.OverSize(distance), ModelDistanceFigures.GrowthOverSink(distance, Dilution), ModelDistanceFigures.Resultant(distance),
            ModelDistanceFigures.EnoughSelected(distance), PaperFigures.Comparison(subject, distance, subject.Measure("critical-n")),
            ModelSeparabilityFigures.OverSize(separability), ModelSeparabilityFigures.OverHeads(separability), ModelSeparabilityFigures.Bounds(separability), ModelSeparabilityFigures.OverLength(separability, 2, 4),
            ModelSeparabilityFigures.Predictions(separability), ModelSeparabilityFigures.Pairs(separability),
            ModelSensitivityFigures.Estimator(sensitivity), ModelSensitivityFigures.Norms(sensitivity), ModelSensitivityFigures.Shares(sensitivity), ModelSensitivityFigures.Steps(sensitivity), ModelSensitivityFigures.WorstTemperature(sensitivity),
        ];
        Assert.All(views, view => Assert.True(view is Figure { Alternative.Length: > 20, Data.Rows.Count: > 0 } or Table { Rows.Count: > 0 }, view.ToText()));
    }

    [Fact]
    public void The_measured_line_of_figure_2a_is_the_mean_over_heads_of_the_rows()
    {
        var distance = subject.Measure("distance");
        var figure = Assert.IsType<Figure>(ModelDistanceFigures.OverLength(distance, 3));
        var column = figure.Data.Columns.Select(c => c.Title).ToList().IndexOf("D_N");
        foreach (var row in figure.Data.Rows)
        {
            var rows = distance.Rows<HeadDistanceRow>().Where(r => r.N == 3 && r.Length == (int)(double)row[0]!).ToArray();
            Assert.Equal(16, rows.Length);
            Assert.Equal(rows.Average(r => r.CumulativeDistance), (double)row[column]!, 1e-4 * rows.Average(r => r.CumulativeDistance));
        }
    }

    [Fact]
    public void The_atlas_and_the_costs_of_selection_have_all_their_views()
    {
        var (atlas, cost, sensitivity) = (subject.Measure("head-atlas"), subject.Measure("selection-cost"), subject.Measure("sensitivity"));
        Assert.All(HeadAtlasFigures.MeasureNames, measure => Assert.IsType<HeadMap>(AtlasFigures.Map(atlas, measure)));
        Assert.IsType<HeadMap>(AtlasFigures.Kinds(atlas));
        var shares = Assert.IsType<Table>(AtlasFigures.HoldsIn(atlas));
        Assert.All(shares.Rows, row => Assert.Matches("^(yes|no, [0-7] of 8)$", (string)row[2]!));
        Assert.Equal($"no, {atlas.Rows<HeadAtlasRow>().Count(r => r.DilutionSlope < -0.1)} of 8", Assert.Single(shares.Rows, row => ((string)row[0]!).StartsWith("the largest weight", StringComparison.Ordinal))[2]);
        Assert.IsType<MatrixView>(AtlasFigures.Correlations(atlas));
        IView[] views = [LossFigures.Divergence(cost), LossFigures.Loss(cost), LossFigures.Prediction(cost), LossFigures.Normalizers(cost), LossFigures.Advice(subject, cost), ModelSensitivityFigures.Loss(sensitivity), ModelSensitivityFigures.LossGradient(sensitivity)];
        Assert.All(views, view => Assert.True(view is Figure or Table { Rows.Count: > 0 }, view.ToText()));
    }

    [Fact]
    public void The_thick_line_of_the_largest_weight_is_the_geometric_mean_of_the_thin_ones()
    {
        var figure = Assert.IsType<Figure>(ModelDilutionFigures.Weights(Dilution));
        // One column a line, the length first.
        string[] titles = [.. figure.Data.Columns.Select(c => c.Title)];
        int[] heads = [.. Enumerable.Range(0, titles.Length).Where(i => titles[i].Length == 3 && titles[i][1] == '.')];
        Assert.Equal(8, heads.Length);
        Assert.All(figure.Data.Rows, row => Assert.Equal(heads.Average(i => Math.Log((double)row[i]!)), Math.Log((double)row[Array.IndexOf(titles, "all heads")]!), 1e-5));
    }

    [Fact]
    public void Bars_of_slopes_carry_the_intervals_of_the_rows()
    {
        var figure = Assert.IsType<Figure>(ModelDilutionFigures.Slopes(Dilution));
        var laws = Dilution.Rows<HeadLawRow>();
        Assert.Equal(laws.Select(l => $"{l.Layer}.{l.Head}"), figure.Data.Rows.Select(row => (string)row[0]!));
        Assert.All(laws.Zip(figure.Data.Rows), pair => Assert.Equal((pair.First.Slope, pair.First.SlopeLow, pair.First.SlopeHigh), ((double)pair.Second[1]!, (double)pair.Second[2]!, (double)pair.Second[3]!)));
    }

    [Fact]
    public void The_comparison_answers_yes_no_or_cannot_say_for_every_line_of_the_paper()
    {
        var table = Assert.IsType<Table>(PaperFigures.Comparison(subject, Dilution));
        Assert.Equal(Dilution.Result!.Paper.Count, table.Rows.Count);
        Assert.All(table.Rows, row => Assert.Matches("^(yes|no|cannot say)$", (string)row[2]!));
        Assert.Equal(4, table.Rows.Count);
    }

    [Fact]
    public void Readings_stand_side_by_side_one_column_a_choice_of_vectors()
    {
        var table = Assert.IsType<Table>(PaperFigures.Readings(("these", Dilution), ("those", Dilution)));
        Assert.Equal(["figure, reading", "these", "those"], table.Columns.Select(c => c.Title));
        Assert.All(table.Rows, row => Assert.Equal(row[1], row[2]));
    }

    [Fact]
    public void The_scope_speaks_from_the_run_s_own_model()
    {
        var text = SubjectFigures.Scope(subject).ToText();
        Assert.Contains(subject.Id, text, StringComparison.Ordinal);
        Assert.Contains("8 heads are fewer than the paper's 144", text, StringComparison.Ordinal);
        Assert.DoesNotContain("nano", text, StringComparison.Ordinal);
        Assert.Contains("It cannot speak for GPT-2", SubjectFigures.Scope(ChapterSubject.OfModel("nano", [Corpus.Stories], 32)).ToText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.7272, 0.608, 0.826, "0.73 (0.61 to 0.83)")]
    [InlineData(-0.7172, -0.947, -0.00373, "−0.72 (−0.95 to −0.004)")]
    [InlineData(1234.5, 1100, 1390, "1,230 (1,100 to 1,390)")]
    [InlineData(0.9953, 0.99503, 0.99563, "0.9953 (0.9950 to 0.9956)")]
    [InlineData(0.5, double.NaN, double.NaN, "0.5")]
    [InlineData(0, 0, 0, "0.00 (0.00 to 0.00)")]
    public void An_interval_has_the_decimals_that_its_width_gives_meaning_to(double value, double low, double high, string text) =>
        Assert.Equal(text, NumberText.Interval(value, low, high).Replace('\u00a0', ' '));

    [Fact]
    public void A_notice_sets_code_apart_and_lets_no_text_become_markup()
    {
        var html = new Notice("Use `--model <id>` & see.").ToHtml();
        Assert.Contains("<code>--model &lt;id&gt;</code> &amp; see.", html, StringComparison.Ordinal);
    }

    public sealed class Subject : IDisposable
    {
        private readonly RandomCheckpoint checkpoint = new();

        // A context of 32 tokens is one length for a chapter; three are needed for a slope.
        public Subject() => Model = ChapterSubject.OfModel(checkpoint.Folder, [Corpus.Stories, Corpus.Tales], 32, lengths: [8, 16, 32]);

        public ChapterSubject Model { get; }

        public void Dispose() => checkpoint.Dispose();
    }
}
