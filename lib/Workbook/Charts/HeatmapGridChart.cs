using Plotly.NET;
using Spec = System.Collections.Generic.Dictionary<string, object?>;

namespace Workbook.Charts;

/// <summary>Draws <see cref="Chart.HeatmapGrid"/>.</summary>
internal static class HeatmapGridChart
{
    // All maps of a figure together: about half a megabyte of page.
    private const int MostCells = 60_000;

    public static Figure Make(string caption, IReadOnlyList<IReadOnlyList<double[,]>> maps, HeatmapOptions options)
    {
        var (rows, columns) = (maps.Count, maps.Max(row => row.Count));
        var count = maps.Sum(row => row.Count);
        var side = Math.Max(8, (int)Math.Sqrt((double)MostCells / count));
        var block = 1;
        var small = maps.Select(row => row.Select(map =>
        {
            var (pooled, size) = Pooling.Largest(map, side);
            block = Math.Max(block, size);
            return pooled;
        }).ToArray()).ToArray();
        var colours = new HeatColours(small.SelectMany(row => row), options);
        var layout = Theme.Layout();
        var traces = new List<Trace>();
        var notes = new List<Spec>();
        var (gapX, gapY) = (0.06 / columns, 0.06 / rows);
        for (var r = 0; r < rows; r++)
        {
            double[] up = Share(rows - 1 - r, rows, gapY);
            notes.Add(Notes.Left($"{r}", (up[0] + up[1]) / 2));
            for (var c = 0; c < small[r].Length; c++)
            {
                var name = traces.Count == 0 ? "" : $"{traces.Count + 1}";
                double[] across = Share(c, columns, gapX);
                layout.SetProperty("xaxis" + name, Bare(across, "y" + name, small[r][c].GetLength(1), false));
                layout.SetProperty("yaxis" + name, Bare(up, "x" + name, small[r][c].GetLength(0), true));
                traces.Add(Map(colours, small[r][c], options, r, c, name, block));
                if (r == 0)
                {
                    notes.Add(Notes.At($"{c}", (across[0] + across[1]) / 2, 1, "bottom"));
                }
            }
        }

        notes.Add(Title(options.GridColumn, 0.5, 1, 22, 0));
        notes.Add(Title(options.GridRow, 0, 0.5, -26, -90));
        layout.SetProperty("annotations", notes);
        layout.SetProperty("coloraxis", colours.ColourAxis());
        layout.SetProperty("margin", new Spec { ["l"] = 46, ["r"] = 20, ["t"] = 46, ["b"] = 10 });
        layout.SetProperty("hovermode", "closest");
        var said = block > 1 ? $"{caption} Each cell is the largest value of a block of {block} by {block}." : caption;
        var chart = GenericChart.setLayout(layout, GenericChart.ofTraceObjects(false, traces));
        var shape = FormattableString.Invariant($"aspect-ratio:1/{Math.Clamp(0.88 * rows / columns, 0.3, 1.6):0.###}");
        return new(chart, said, Words(maps, options), Data(maps, options), shape);
    }

    private static double[] Share(int index, int count, double gap)
    {
        var size = (1 - (gap * (count - 1))) / count;
        var start = index * (size + gap);
        return [Math.Round(start, 5), Math.Round(start + size, 5)];
    }

    private static Spec Bare(double[] domain, string anchor, int length, bool fromTheTop) => new()
    {
        ["domain"] = domain,
        ["anchor"] = anchor,
        ["range"] = fromTheTop ? new[] { length - 0.5, -0.5 } : [-0.5, length - 0.5],
        ["showticklabels"] = false,
        ["showgrid"] = false,
        ["zeroline"] = false,
        ["ticks"] = "",
        ["showline"] = true,
        ["mirror"] = true,
        ["linecolor"] = Theme.Grid,
        ["fixedrange"] = true,
    };

    private static Trace Map(HeatColours colours, double[,] map, HeatmapOptions options, int row, int column, string name, int block)
    {
        var trace = new Trace("heatmap");
        trace.SetProperty("z", colours.Coordinates(map));
        trace.SetProperty("coloraxis", "coloraxis");
        trace.SetProperty("hoverongaps", false);
        trace.SetProperty("xaxis", "x" + name);
        trace.SetProperty("yaxis", "y" + name);
        // Positions of pooled cells are those of their first entry; counting starts at 1.
        trace.SetProperty("x0", 0);
        var value = options.Scale == AxisScale.Log ? "log<sub>10</sub> %{z:.3f}" : "%{z:.4~g}";
        var place = block == 1 ? $"<br>{Notation.Html(options.Y.Title)} %{{y}}, {Notation.Html(options.X.Title)} %{{x}}, counted from 0" : "";
        trace.SetProperty("hovertemplate", $"{options.GridRow} {row}, {options.GridColumn} {column}<br>{Notation.Html(options.Value)}: {value}{place}<extra></extra>");
        return trace;
    }

    private static Spec Title(string text, double x, double y, int shift, int angle)
    {
        var note = Notes.At(text, x, y, angle == 0 ? "bottom" : "middle");
        note["font"] = Theme.Font(13.5);
        note[angle == 0 ? "yshift" : "xshift"] = shift;
        note["textangle"] = angle;
        note["xanchor"] = angle == 0 ? "center" : "right";
        return note;
    }

    private static IEnumerable<(int Row, int Column, double[,] Map)> Each(IReadOnlyList<IReadOnlyList<double[,]>> maps) =>
        maps.SelectMany((row, r) => row.Select((map, c) => (r, c, map)));

    private static double Most(double[,] map) => map.Cast<double>().Where(double.IsFinite).DefaultIfEmpty(double.NaN).Max();

    private static string Words(IReadOnlyList<IReadOnlyList<double[,]>> maps, HeatmapOptions options)
    {
        var (row, column, map) = Each(maps).MaxBy(m => Most(m.Map));
        return $"Grid of {Each(maps).Count()} heat maps of {options.Value}, {maps.Count} rows ({options.GridRow}) by {maps.Max(r => r.Count)} columns ({options.GridColumn}). "
            + $"The highest value, {NumberText.Show(Most(map))}, stands in {options.GridRow} {row}, {options.GridColumn} {column}.";
    }

    private static Table Data(IReadOnlyList<IReadOnlyList<double[,]>> maps, HeatmapOptions options) => Table.Of(
        $"Summary of each map of {options.Value}; masked entries are left out",
        Each(maps),
        (options.GridRow, m => m.Row),
        (options.GridColumn, m => m.Column),
        ("largest", m => Most(m.Map)),
        ("mean", m => m.Map.Cast<double>().Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average()));
}
