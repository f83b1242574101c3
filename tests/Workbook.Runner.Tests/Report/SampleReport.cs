using Workbook.Charts;
using Workbook.Runner.Notebooks;
using Workbook.Runner.Report;
using Workbook.Runner.Session;

namespace Workbook.Runner.Tests.Report;

/// <summary>A small report of made-up results: every kind of figure, output and formula, and a failure.</summary>
internal static class SampleReport
{
    public const string FirstPage = "01-shapes.html";
    public const string FailedPage = "02-broken.html";

    private static readonly double[] Lengths = [32, 64, 128, 256, 512, 1024];

    private const string Prose = """
        # Shapes of $D_N$

        Does the cumulative distance grow with the context? Here is a guess.

        ## A formula, and $x_i$ within a heading

        Inline: $\lVert s_N - a_i x_i \rVert_2 \le \bar{r}$, \(e^{-\Delta/T}\) and `code`. See [the next chapter](02-broken.dib) and [the paper](https://arxiv.org/abs/2508.17821).

        $$
        D_N = \sum_{i \notin I_N} \lVert s_N - a_i x_i \rVert \le (1 - A_N)\, d_1 + \Big[(L-N) A_N - (1-A_N)\Big] \max_{j \in I_N} \lVert x_j \rVert
        $$

        \[ \operatorname{softmax}(l)_i = \frac{\exp(l_i / T)}{\sum_{j=1}^{L} \exp(l_j / T)}, \qquad \mathbb{E}[X] = \int_0^1 x\,\mathrm{d}x = \tfrac12 \]

        $$\begin{aligned} f(x) &= \begin{cases} 1 & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases} \\ &= \underbrace{\sqrt{\binom{n}{k}}}_{\text{why}} \begin{pmatrix} 1 & 0 \\ 0 & 1 \end{pmatrix} \end{aligned}$$

        | N | share |
        |---|------:|
        | 1 | $0.5$ |

        ```csharp
        var x = 1; // a comment
        ```

        > A quotation.
        """;

    /// <summary>The figures that the sample shows, one of each kind.</summary>
    public static IReadOnlyList<Figure> Figures { get; } =
    [
        Chart.Lines(
            "The largest weight falls as 1/L; the sharp bound holds everywhere and the published one is ten times looser.",
            Axis.Log("context length L", "tokens"),
            Axis.Log("largest weight"),
            new("measured", Lengths, [.. Lengths.Select(l => 3 / l)], SeriesRole.Measured, [.. Lengths.Select(l => 2 / l)], [.. Lengths.Select(l => 5 / l)]),
            Series.Of("sharp bound", Lengths, l => 8 / l, SeriesRole.SharpBound),
            Series.Of("published bound", Lengths, l => 20 / l, SeriesRole.PublishedBound),
            Series.Of("prediction", Lengths, l => 3.2 / l, SeriesRole.Prediction),
            Series.Of("informative token", Lengths, l => 1 / Math.Sqrt(l), SeriesRole.InformativeToken)),
        Chart.Panels("D_N over N for each head, a panel a layer.", Axis.Log("selection size N", "tokens"), "distance D_N", [.. Enumerable.Range(0, 4).Select(Panel)]),
        Chart.Heatmap("One head attends to the token before.", Map(14, 1.5), new() { InformativeColumn = 5 }),
        Chart.Heatmap("The same on a logarithmic scale.", Map(12, 0.6), new() { Scale = AxisScale.Log, ColumnLabels = Tokens(12), RowLabels = Tokens(12) }),
        Chart.HeatmapGrid("All heads.", [.. Enumerable.Range(0, 2).Select(l => Enumerable.Range(0, 3).Select(h => Map(12, 0.2 + (0.3 * ((3 * l) + h)))).ToArray())]),
        Chart.Boxes("The share spreads over heads.", "selection size N", "distinguishable share N_s/N", [.. new[] { 1, 4, 16 }.Select(n => new Distribution($"{n}", [.. Enumerable.Range(0, 16).Select(i => 0.7 + (0.3 / n * Math.Sin(i)))]))]),
        Chart.Bars("Entropy of each normalizer.", "normalizer", new("entropy H", "nats"), new("softmax", 4.2, Low: 4, High: 4.4), new("entmax", 2.1, Low: 1.9, High: 2.2), new("sparsemax", 1.2)),
    ];

    public static void Write(string folder)
    {
        var before = PlotlyScript.Mode;
        PlotlyScript.Mode = ChartMode.External;
        try
        {
            ReportWriter.Write([First(), Second()], Info(), folder);
        }
        finally
        {
            PlotlyScript.Mode = before;
        }
    }

    private static NotebookResult First()
    {
        List<CellRun> cells = [new(new(DibCell.Markdown, 1, Prose, 3), null)];
        foreach (var view in Figures.Cast<IView>().Append(Table()).Append(new MatrixView("Weights a", Map(18, 2))))
        {
            var code = $"// Show it.\nvar view = Sample.Make(\"{cells.Count}\", 0.5);\nview";
            cells.Add(new(new(DibCell.CSharp, cells.Count + 1, code, 100 + (10 * cells.Count)), Result(new(CellOutput.Html, view.ToHtml()), new(CellOutput.Plain, view.ToText()))));
        }

        cells.Add(new(new(DibCell.CSharp, cells.Count + 1, "Console.WriteLine(\"<b>&</b>\"); 2 < 3", 400), Result(new CellOutput(CellOutput.Plain, "<i>true</i>")) with { ConsoleText = "<b>&</b>\n" }));
        return new("01-shapes", "/notebooks/01-shapes.dib", cells, TimeSpan.FromSeconds(3.2));
    }

    private static NotebookResult Second()
    {
        var failure = new CellFailure("There is no model <here>; run model pull first.", 12);
        CellRun[] cells =
        [
            new(new(DibCell.Markdown, 1, "# Broken\n\nThis one fails. An unknown command: $a + \\unheard{b}$.", 3), null),
            new(new(DibCell.CSharp, 2, "var a = 1;\nLoad(\"model\");", 11), Result() with { Failure = failure }),
            new(new(DibCell.CSharp, 3, "a", 15), null),
        ];
        return new("02-broken", "/notebooks/02-broken.dib", cells, TimeSpan.FromSeconds(0.4), new(2, 12, failure.Message));
    }

    private static CellResult Result(params CellOutput[] outputs) => new(outputs, "", TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(5));

    private static RunInfo Info() => new()
    {
        Version = "0.1.0", Started = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), Duration = TimeSpan.FromSeconds(4), CommandLine = "run", Model = "nano",
        ModelHash = new string('a', 64), Seed = 7, Device = "cpu", Packages = new Dictionary<string, string> { ["TorchSharp"] = "0.107.0" },
        Sdk = "10.0.100", Runtime = ".NET 10", OperatingSystem = "Linux", Processors = 2,
    };

    private static Table Table() => new("Bounds at each L.", ["L", new("bound", "F3"), "note"], Lengths.Select(l => new object?[] { (int)l, 8 / l, "holds" }));

    private static LinePanel Panel(int layer) => new(
        $"layer {layer}",
        [
            .. Enumerable.Range(0, 4).Select(h => Series.Of($"head {h}", Lengths, n => Math.Sqrt(n) * (1 + (0.2 * h)), SeriesRole.Individual)),
            Series.Of("median", Lengths, n => 1.3 * Math.Sqrt(n), SeriesRole.Measured),
            Series.Of("sharp bound", Lengths, n => 2 * Math.Sqrt(n), SeriesRole.SharpBound),
        ]);

    private static double[,] Map(int length, double sharpness)
    {
        var map = new double[length, length];
        for (var i = 0; i < length; i++)
        {
            double[] row = [.. Enumerable.Range(0, length).Select(j => j > i ? 0 : Math.Exp(-sharpness * Math.Abs(i - 1 - j)))];
            for (var j = 0; j < length; j++)
            {
                map[i, j] = j > i ? double.NaN : row[j] / row.Sum();
            }
        }

        return map;
    }

    private static string[] Tokens(int count) => [.. Enumerable.Range(0, count).Select(i => new[] { "The", " cat", " sat", ",", " on", " mat" }[i % 6])];
}
