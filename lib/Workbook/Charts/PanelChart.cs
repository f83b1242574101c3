using Plotly.NET;
using Spec = System.Collections.Generic.Dictionary<string, object?>;

namespace Workbook.Charts;

/// <summary>Draws <see cref="Chart.Panels"/>.</summary>
internal static class PanelChart
{
    public static Figure Make(string caption, Axis x, Axis y, IReadOnlyList<LinePanel> panels)
    {
        Series[] all = [.. panels.SelectMany(p => p.Series)];
        foreach (var panel in panels)
        {
            LineChart.Check(panel.Series, x, y);
        }

        var grid = Grid.For(panels.Count, titleRoom: 24, rowHeight: 190);
        var xRange = AxisRange.Of(x, all.SelectMany(s => s.X), 0.025);
        var yRange = AxisRange.Of(y, LineChart.Drawn(all), 0.05);
        var layout = Theme.Layout();
        var traces = new List<Trace>();
        var notes = new List<Spec>();
        var named = new HashSet<string>();
        for (var i = 0; i < panels.Count; i++)
        {
            var (name, domainX, domainY) = (i == 0 ? "" : $"{i + 1}", grid.X(i), grid.Y(i));
            var across = Theme.AxisSpec(x with { Title = "", Unit = null }, xRange.Low, xRange.High, AxisTicks.For(x, xRange.Low, xRange.High, all.SelectMany(s => s.X)));
            var up = Theme.AxisSpec(y with { Title = "", Unit = null }, yRange.Low, yRange.High, AxisTicks.For(y, yRange.Low, yRange.High, []));
            Place(across, domainX, "y" + name, grid.IsBottom(i));
            Place(up, domainY, "x" + name, grid.IsLeft(i));
            layout.SetProperty("xaxis" + name, across);
            layout.SetProperty("yaxis" + name, up);
            notes.Add(Notes.At(panels[i].Title, (domainX[0] + domainX[1]) / 2, domainY[1], "bottom"));
            foreach (var trace in LineChart.Traces(panels[i].Series, x, y, "x" + name, "y" + name))
            {
                // One entry a name in the legend, whichever panel it comes from.
                if (trace.TryGetPropertyValue("name")?.Value is string label && !named.Add(label))
                {
                    trace.SetProperty("showlegend", false);
                }

                traces.Add(trace);
            }
        }

        notes.Add(Notes.Below(x.Label));
        // The title stands clear of the widest tick label.
        var widest = AxisTicks.For(y, yRange.Low, yRange.High, [])?.Labels.Max(label => label.Length) ?? 4;
        var room = 16 + (int)(6.6 * widest);
        notes.Add(Notes.Beside(y.Label, room));
        layout.SetProperty("annotations", notes);
        layout.SetProperty("showlegend", named.Count > 1);
        layout.SetProperty("legend", new Spec { ["orientation"] = "h", ["x"] = 0, ["y"] = -64.0 / grid.PlotHeight, ["yanchor"] = "top", ["font"] = Theme.Font() });
        layout.SetProperty("margin", new Spec { ["l"] = room + 24, ["r"] = 14, ["t"] = 26, ["b"] = 56 + (named.Count > 1 ? 40 : 0) });
        layout.SetProperty("hovermode", "closest");
        var chart = GenericChart.setLayout(layout, GenericChart.ofTraceObjects(false, traces));
        var words = string.Join(" ", panels.Select(p => $"{p.Title}: {ChartWords.Of(x, y, p.Series)}"));
        var data = SeriesTable.Of(x, y, [.. panels.SelectMany(p => p.Series.Select(s => s with { Name = $"{p.Title}, {s.Name}" }))]);
        return new(chart, caption, words, data, $"height:{grid.PlotHeight + 82 + (named.Count > 1 ? 40 : 0)}px");
    }

    private static void Place(Spec axis, double[] domain, string anchor, bool labelled)
    {
        axis["domain"] = domain;
        axis["anchor"] = anchor;
        axis["showticklabels"] = labelled;
        axis["automargin"] = false;
        axis["nticks"] = 5;
    }
}
