using System.Text.Json;
using Microsoft.DotNet.Interactive.Formatting;
using Workbook.Charts;
using Xunit;

namespace Workbook.Tests.Charts;

public sealed class ViewTests
{
    private static readonly double[] Lengths = [32, 64, 128, 256, 512, 1024];

    private static readonly Figure Lines = Chart.Lines(
        "The largest weight falls with L.",
        Axis.Log("context length L", "tokens"),
        Axis.Log("largest weight"),
        new("measured", Lengths, [.. Lengths.Select(l => 3 / l)], SeriesRole.Measured, [.. Lengths.Select(l => 2 / l)], [.. Lengths.Select(l => 5 / l)]),
        Series.Of("sharp bound", Lengths, l => 8 / l, SeriesRole.SharpBound),
        Series.Of("published bound", Lengths, l => 20 / l, SeriesRole.PublishedBound),
        Series.Of("prediction", Lengths, l => 3.2 / l, SeriesRole.Prediction));

    public static TheoryData<string> Views => [.. All.Keys];

    private static readonly Dictionary<string, IView> All = new()
    {
        ["lines"] = Lines,
        ["panels"] = Chart.Panels("Layers differ.", "N", "D_N", [.. Enumerable.Range(0, 4).Select(i => new LinePanel($"layer {i}", new Series("median", Lengths, Lengths, SeriesRole.Measured)))]),
        ["heat map"] = Chart.Heatmap("One head.", new[,] { { 1, double.NaN }, { 0.25, 0.75 } }, new() { ColumnLabels = ["a", "</script>"], InformativeColumn = 1 }),
        ["log heat map"] = Chart.Heatmap("One head.", new[,] { { 1, double.NaN }, { 0.001, 0.999 } }, new() { Scale = AxisScale.Log }),
        ["grid"] = Chart.HeatmapGrid("All heads.", [[new[,] { { 1.0 } }, new[,] { { 0.5 } }], [new[,] { { 0.1 } }, new[,] { { 0.2 } }]]),
        ["boxes"] = Chart.Boxes("Spread.", "N", "N_s/N", new("1", [0.1, 0.2, double.NaN, 0.4]), new("2", [0.3, 0.5])),
        ["bars"] = Chart.Bars("Entropy.", "normalizer", new("entropy", "nats"), new("softmax", 2, Low: 1.5, High: 2.5), new("sparsemax", 1)),
        ["head map"] = new HeadMap("All heads.", "sink mass", [new(0, 0, 0.5, [("kind", "</script>"), ("sink mass", 0.5)]), new(1, 1, double.NaN, [("texts", 2)]) { Label = "mixer" }]),
        ["table"] = new Table("Bounds.", ["L", new("bound", "F2")], [[32, 0.5], [64, 0.25]]),
        ["matrix"] = new MatrixView("Weights.", new[,] { { 0.5, 0.5 }, { -1, 2 } }),
    };

    [Theory, MemberData(nameof(Views))]
    public void A_view_is_shown_by_the_formatter_of_dotnet_interactive_as_its_own_html(string name)
    {
        var view = All[name];
        Assert.Equal("text/html", Formatter.GetPreferredMimeTypesFor(view.GetType()).First());
        // Two showings of a figure differ in its identifier only.
        Assert.Equal(WithoutIdentifier(view.ToHtml()), WithoutIdentifier(view.ToDisplayString("text/html")));
        Assert.Equal(view.ToText(), view.ToDisplayString("text/plain"));
    }

    [Theory, MemberData(nameof(Views))]
    public void A_view_asks_no_network_and_runs_no_foreign_text(string name)
    {
        PlotlyScript.Mode = ChartMode.External;
        var html = All[name].ToHtml();
        PlotlyScript.Mode = ChartMode.Inline;
        Assert.DoesNotContain("http://", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https://", html, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(html.Split("<script").Length, html.Split("</script>").Length);
        Assert.True(html.Length < 60_000, $"{name}: {html.Length}");
    }

    [Theory, MemberData(nameof(Views))]
    public void A_figure_is_valid_json_with_a_caption_words_and_its_data(string name)
    {
        if (All[name] is Figure figure)
        {
            using var json = JsonDocument.Parse(figure.Json);
            Assert.True(json.RootElement.GetProperty("data").GetArrayLength() > 0);
            Assert.True(json.RootElement.TryGetProperty("layout", out _));
            Assert.NotEmpty(figure.Alternative);
            Assert.NotEmpty(figure.Data.Rows);
        }
    }

    private static string WithoutIdentifier(string html) =>
        System.Text.RegularExpressions.Regex.Replace(html, @"workbook-(figure|heads)-\d+|<script>\(function\(define.*</script>(?=<figure)", "", System.Text.RegularExpressions.RegexOptions.Singleline);
}
