using Plotly.NET;
using Spec = System.Collections.Generic.Dictionary<string, object?>;

namespace Workbook.Charts;

/// <summary>Draws <see cref="Chart.Boxes"/>.</summary>
internal static class BoxChart
{
    public static Figure Make(string caption, Axis x, Axis y, IReadOnlyList<Distribution> groups)
    {
        var layout = Theme.Layout();
        var range = AxisRange.Of(y, groups.SelectMany(g => g.Values), 0.05);
        layout.SetProperty("yaxis", Theme.AxisSpec(y, range.Low, range.High, AxisTicks.For(y, range.Low, range.High, [])));
        layout.SetProperty("xaxis", Categories.Axis(x, [.. groups.Select(g => g.Label)]));
        layout.SetProperty("hovermode", "closest");
        var chart = GenericChart.setLayout(layout, GenericChart.ofTraceObjects(false, groups.Select(Box).ToArray()));
        var data = Table.Of(
            $"{y.Label} over {x.Label}",
            groups.Select(g => (g.Label, Q: Quartiles.Of(g.Values))),
            (x.Label, g => g.Label),
            ("points", g => g.Q.Count),
            ("least", g => g.Q.Least),
            ("lower quartile", g => g.Q.Lower),
            ("median", g => g.Q.Median),
            ("upper quartile", g => g.Q.Upper),
            ("most", g => g.Q.Most));
        return new(chart, caption, ChartWords.Of(x, y, groups), data);
    }

    private static Trace Box(Distribution group, int index)
    {
        int[] kept = [.. Enumerable.Range(0, group.Values.Count).Where(i => double.IsFinite(group.Values[i]))];
        var trace = new Trace("box");
        trace.SetProperty("name", Notation.Html(group.Label));
        trace.SetProperty("x", kept.Select(_ => index).ToArray());
        trace.SetProperty("y", kept.Select(i => NumberText.Round(group.Values[i], 6)).ToArray());
        trace.SetProperty("boxpoints", "all");
        trace.SetProperty("jitter", 0.5);
        trace.SetProperty("pointpos", 0);
        trace.SetProperty("quartilemethod", "linear");
        trace.SetProperty("fillcolor", Theme.Faint(Theme.Blue, 0.12));
        trace.SetProperty("line", new Spec { ["color"] = Theme.Blue, ["width"] = 1.5 });
        trace.SetProperty("marker", new Spec { ["color"] = Theme.Faint(Theme.Blue, 0.55), ["size"] = 4 });
        if (group.PointNames is { } names)
        {
            trace.SetProperty("text", kept.Select(i => Notation.Html(names[i])).ToArray());
        }

        trace.SetProperty("hovertemplate", $"{(group.PointNames is null ? "" : "%{text}: ")}%{{y}}<extra></extra>");
        return trace;
    }
}
