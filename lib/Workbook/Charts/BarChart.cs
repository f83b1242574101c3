using Plotly.NET;
using Spec = System.Collections.Generic.Dictionary<string, object?>;

namespace Workbook.Charts;

/// <summary>Draws <see cref="Chart.Bars"/>.</summary>
internal static class BarChart
{
    public static Figure Make(string caption, Axis x, Axis y, IReadOnlyList<Bar> bars)
    {
        // A bar's length is its value, so it starts at zero, or at the axis's own start on a log axis.
        IEnumerable<double> ends = bars.SelectMany(b => new[] { b.Value, b.Low ?? b.Value, b.High ?? b.Value });
        var range = AxisRange.Of(y, y.Scale == AxisScale.Log ? ends : ends.Append(0), 0.05);
        var layout = Theme.Layout();
        layout.SetProperty("yaxis", Theme.AxisSpec(y, range.Low, range.High, AxisTicks.For(y, range.Low, range.High, [])));
        layout.SetProperty("xaxis", Categories.Axis(x, [.. bars.Select(b => b.Label)]));
        layout.SetProperty("hovermode", "closest");
        layout.SetProperty("bargap", 0.35);
        var chart = GenericChart.setLayout(layout, GenericChart.ofTraceObjects(false, new[] { Trace(bars) }));
        var data = Table.Of($"{y.Label} over {x.Label}", bars, (x.Label, b => b.Label), (new(y.Label, "s7"), b => b.Value), (new("low", "s7"), b => b.Low), (new("high", "s7"), b => b.High));
        return new(chart, caption, ChartWords.Of(x, y, bars), data);
    }

    private static Trace Trace(IReadOnlyList<Bar> bars)
    {
        var trace = new Trace("bar");
        trace.SetProperty("x", Enumerable.Range(0, bars.Count).ToArray());
        trace.SetProperty("y", bars.Select(b => NumberText.Round(b.Value, 8)).ToArray());
        trace.SetProperty("marker", new Spec { ["color"] = Theme.Looks([.. bars.Select(b => b.Role)]).Select(look => look.Colour).ToArray() });
        trace.SetProperty("customdata", bars.Select(b => Notation.Html(b.Label)).ToArray());
        trace.SetProperty("hovertemplate", "%{customdata}: %{y}<extra></extra>");
        if (bars.Any(b => b.Low is not null && b.High is not null))
        {
            trace.SetProperty("error_y", new Spec
            {
                ["type"] = "data",
                ["symmetric"] = false,
                ["array"] = bars.Select(b => (b.High ?? b.Value) - b.Value).ToArray(),
                ["arrayminus"] = bars.Select(b => b.Value - (b.Low ?? b.Value)).ToArray(),
                ["color"] = Theme.Ink,
                ["thickness"] = 1.2,
                ["width"] = 5,
            });
        }

        return trace;
    }
}
