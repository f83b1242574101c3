using Workbook.Charts;
using Workbook.Experiments.FirstLooks;
using Workbook.Experiments.Rows;
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
    public void Sensitivity_shows_every_head_and_an_interval_over_texts_around_the_mean_of_the_rows()
    {
        var measurement = subject.Measure("sensitivity");
        var (rows, norms) = (measurement.Rows<HeadSensitivityRow>(), measurement.Rows<HeadJacobianRow>());
        var temperature = rows.Select(r => r.Temperature).Distinct().Order().ElementAt(7);
        var epsilon = rows.Min(r => r.Epsilon);
        var figures = new[] { ModelSensitivityFigures.Estimator(measurement), ModelSensitivityFigures.Shares(measurement) }.Select(view => Assert.IsType<Figure>(view)).ToArray();
        // One column a line with the ends of its band after it, T first; of many lines one row a point: name, T, value, ends.
        IReadOnlyList<object?> Point(Figure figure, string line)
        {
            string[] titles = [.. figure.Data.Columns.Select(c => c.Title)];
            return titles[0] == "line"
                ? Assert.Single(figure.Data.Rows, row => (string)row[0]! == line && Math.Abs((double)row[1]! - temperature) < 1e-6)
                : [line, temperature, .. Assert.Single(figure.Data.Rows, row => Math.Abs((double)row[0]! - temperature) < 1e-6).Skip(Array.IndexOf(titles, line))];
        }

        var greatest = rows.Where(r => r.Epsilon == epsilon && r.Temperature == temperature).GroupBy(r => r.Text).Select(text => text.Max(r => r.G)).ToArray();
        double[] shares = [.. norms.Where(r => r.Temperature == temperature).GroupBy(r => r.Text).Select(text => text.Average(r => r.NearBound))];
        Assert.Equal((2, 2), (greatest.Length, shares.Length));
        foreach (var (figure, line, texts) in new[] { (figures[0], $"ε = {NumberText.Show(epsilon)}", greatest), (figures[1], "near the sharp bound", shares) })
        {
            Assert.Contains("95 % intervals over 2 texts", figure.Caption, StringComparison.Ordinal);
            var point = Point(figure, line);
            Assert.Equal(texts.Average(), (double)point[2]!, 1e-6);
            // Of two texts a bootstrap of means draws one text alone in a quarter of its draws each.
            Assert.Equal((texts.Min(), texts.Max()), ((double)point[3]!, (double)point[4]!), (a, b) => Math.Abs(a.Item1 - b.Item1) < 1e-6 && Math.Abs(a.Item2 - b.Item2) < 1e-6);
        }

        foreach (var head in rows.Where(r => r.Epsilon == epsilon && r.Temperature == temperature).GroupBy(r => $"{r.Layer}.{r.Head}"))
            Assert.Equal(head.Average(r => r.G), (double)Point(figures[0], head.Key)[2]!, 1e-6);
        foreach (var head in norms.Where(r => r.Temperature == temperature).GroupBy(r => $"{r.Layer}.{r.Head}"))
            Assert.Equal(head.Average(r => r.NearBound), (double)Point(figures[1], head.Key)[2]!, 1e-6);
    }

    [Fact]
    public void One_text_has_no_interval_over_texts()
    {
        var one = ChapterSubject.OfModel("nano", [Corpus.Stories], 16).Measure("sensitivity");
        var figure = Assert.IsType<Figure>(ModelSensitivityFigures.Shares(one));
        Assert.DoesNotContain("interval", figure.Caption, StringComparison.Ordinal);
        Assert.All(figure.Data.Rows, row => Assert.Null(row[3]));
    }

    [Fact]
    public void The_notes_tell_kept_pieces_of_every_measurement_that_the_figures_show()
    {
        var distance = subject.Measure("distance");
        var text = SubjectFigures.Notes(
            distance with { Reused = 2, Pieces = 8 }, Dilution with { Reused = 3, Pieces = 4 }, distance with { Reused = 1, Pieces = 5 }, distance with { Reused = 4, Pieces = 6 }, subject.Measure("head-atlas") with { Reused = 0 }).ToText();
        Assert.Contains("\n2 of 8 pieces were measured before", text, StringComparison.Ordinal);
        Assert.Contains("Of dilution, 3 of 4 pieces were measured before", text, StringComparison.Ordinal);
        Assert.Contains("Of distance with other options, 5 of 11 pieces were measured before", text, StringComparison.Ordinal);
        Assert.DoesNotContain("head-atlas", text, StringComparison.Ordinal);
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

    [Fact]
    public void The_scope_says_how_many_texts_the_intervals_rest_on_and_knows_the_paper_s_model_by_its_heads_too()
    {
        Assert.Contains("The intervals over texts rest on 2 texts and say little about others", SubjectFigures.Scope(subject).ToText(), StringComparison.Ordinal);
        var five = ChapterSubject.OfModel("nano", ["poem", "news", "story", "science", "table"], 32);
        Assert.EndsWith("The intervals over texts rest on 5 texts.", SubjectFigures.Scope(five).ToText(), StringComparison.Ordinal);
        Assert.Equal("5 texts", SubjectFigures.Card(five).Rows[3][0]);

        using var other = new RandomCheckpoint();
        var named = Path.Combine(other.Folder, "gpt2");
        Directory.CreateDirectory(named);
        foreach (var file in Directory.GetFiles(other.Folder))
            File.Copy(file, Path.Combine(named, Path.GetFileName(file)));
        var forged = ChapterSubject.OfModel(named, [Corpus.Stories], 16);
        Assert.Equal("gpt2", forged.Id);
        Assert.DoesNotContain("the paper's model. Its texts", SubjectFigures.Scope(forged).ToText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void A_context_of_a_few_tokens_is_drawn_or_refused_in_words(int length)
    {
        var few = ChapterSubject.OfModel("nano", [Corpus.Stories], length);
        var (dilution, distance, critical, separability, sensitivity, cost, atlas) = (
            few.Measure("dilution"), few.Measure("distance"), few.Measure("critical-n"), few.Measure("separability"), few.Measure("sensitivity"), few.Measure("selection-cost"), few.Measure("head-atlas"));
        IView[] views =
        [
            ModelDilutionFigures.Weights(dilution), ModelDilutionFigures.Slopes(dilution), ModelDilutionFigures.GapSlopes(dilution), ModelDilutionFigures.Laws(dilution), ModelDilutionFigures.Places(dilution),
            ModelDilutionFigures.Within(dilution), ModelDilutionFigures.DriftEntropy(dilution), ModelDilutionFigures.DriftVariation(dilution), ModelDilutionFigures.Informative(dilution),
            ModelDistanceFigures.OverLength(distance), ModelDistanceFigures.OverSize(distance), ModelDistanceFigures.GrowthOverSink(distance, dilution), ModelDistanceFigures.Resultant(distance), ModelDistanceFigures.EnoughSelected(distance),
            ModelSeparabilityFigures.OverSize(separability), ModelSeparabilityFigures.OverHeads(separability), ModelSeparabilityFigures.Bounds(separability), ModelSeparabilityFigures.OverLength(separability, 4, 16),
            ModelSeparabilityFigures.Predictions(separability), ModelSeparabilityFigures.Pairs(separability), ModelSeparabilityFigures.Informative(separability),
            ModelSensitivityFigures.Estimator(sensitivity), ModelSensitivityFigures.Norms(sensitivity), ModelSensitivityFigures.Shares(sensitivity), ModelSensitivityFigures.Steps(sensitivity), ModelSensitivityFigures.WorstTemperature(sensitivity),
            ModelSensitivityFigures.Loss(sensitivity), ModelSensitivityFigures.LossGradient(sensitivity),
            LossFigures.Divergence(cost), LossFigures.Loss(cost), LossFigures.Prediction(cost), LossFigures.Normalizers(cost), LossFigures.Advice(few, cost),
            AtlasFigures.Map(atlas, "sink mass"), AtlasFigures.Kinds(atlas), AtlasFigures.KindTable(atlas), AtlasFigures.Correlations(atlas), AtlasFigures.HoldsIn(atlas),
            .. new[] { dilution, distance, critical, separability, sensitivity, cost, atlas }.SelectMany(m => new[] { PaperFigures.Findings(m), PaperFigures.Comparison(few, m), SubjectFigures.Notes(m) }),
        ];
        Assert.All(views, view => Assert.NotEmpty(view.ToHtml()));
        Assert.Equal($"A figure over L needs at least two lengths, this run has L = {length}; give a greater length.", Assert.IsType<Notice>(ModelDilutionFigures.Weights(dilution)).ToText());
    }

    [Fact]
    public void Drift_is_drawn_up_to_half_of_the_context()
    {
        var figure = Assert.IsType<Figure>(ModelDilutionFigures.DriftEntropy(Dilution));
        double[] sizes = [.. figure.Data.Rows.Select(row => (double)row[0]!)];
        Assert.Equal((2, 16), (sizes.Min(), sizes.Max()));
    }

    [Fact]
    public void The_thick_line_of_a_panel_over_length_is_the_median_of_its_heads()
    {
        var figure = Assert.IsType<Figure>(ModelSeparabilityFigures.OverLength(subject.Measure("separability"), 2, 4));
        // One row a point: the line's panel and name, L, the share.
        var points = figure.Data.Rows.Select(row => (Line: (string)row[0]!, Length: (double)row[1]!, Share: (double)row[2]!)).ToArray();
        foreach (var panel in new[] { "N = 2", "N = 4" })
        {
            var medians = points.Where(p => p.Line == $"{panel}, median head").ToArray();
            Assert.Equal([8, 16, 32], medians.Select(p => p.Length));
            Assert.All(medians, median =>
            {
                double[] heads = [.. points.Where(p => p.Line.StartsWith($"{panel}, ", StringComparison.Ordinal) && p.Line[^2] == '.' && p.Length == median.Length).Select(p => p.Share).Order()];
                Assert.Equal(8, heads.Length);
                Assert.Equal((heads[3] + heads[4]) / 2, median.Share, 1e-6);
            });
        }
    }

    [Fact]
    public void Of_many_heads_the_table_of_a_first_look_keeps_those_that_the_chapter_speaks_of()
    {
        var random = new Random(5);
        double[] Row(double first) => [first, .. Enumerable.Range(0, 3).Select(_ => (1 - first) / 3)];
        var question = new ContextQuestion([0, 1, 2, 3], ["a", "b", "c", "d"], 2, 1);
        HeadLook[] heads = [.. from layer in Enumerable.Range(0, 12) from head in Enumerable.Range(0, 12) select new HeadLook(layer, head, 2, Row(0.3 + (0.6 * random.NextDouble())), [])];
        heads[100] = new(heads[100].Layer, heads[100].Head, 2, Row(0.95), []);
        var look = new QuestionLook(question, [], double.NaN, heads);
        var table = FirstLookFigures.Heads(look);
        Assert.InRange(table.Rows.Count, 25, 26);
        Assert.Equal(look.MostInformative.Name, table.Rows[0][0]);
        Assert.Contains(table.Rows, row => (string)row[0]! == heads[100].Name);
        Assert.Contains(table.Rows, row => (string)row[0]! == look.MostEven.Name);
        Assert.StartsWith("The 24 of 144 heads", table.Caption, StringComparison.Ordinal);
        Assert.Equal(24, FirstLookFigures.Heads(look with { Heads = heads[..24] }).Rows.Count);
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
