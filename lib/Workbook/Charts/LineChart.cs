using Plotly.NET;
using Spec = System.Collections.Generic.Dictionary<string, object?>;

namespace Workbook.Charts;

/// <summary>Draws <see cref="Chart.Lines(string, Axis, Axis, Series[])"/>.</summary>
internal static class LineChart
{
    private const int MostLines = 5;

    public static Figure Make(string caption, Axis x, Axis y, IReadOnlyList<Series> series, string? alternative)
    {
        Check(series, x, y);
        var xRange = AxisRange.Of(x, series.SelectMany(s => s.X), series.Any(s => s.X.Count <= 12 || s.PointsOnly) ? 0.025 : 0);
        var yRange = AxisRange.Of(y, Drawn(series), 0.05);
        var labels = EndLabels.For(series, y.Scale, yRange);
        var layout = Theme.Layout(labels.Margin);
        layout.SetProperty("xaxis", Theme.AxisSpec(x, xRange.Low, xRange.High, AxisTicks.For(x, xRange.Low, xRange.High, series.SelectMany(s => s.X))));
        layout.SetProperty("yaxis", Theme.AxisSpec(y, yRange.Low, yRange.High, AxisTicks.For(y, yRange.Low, yRange.High, [])));
        layout.SetProperty("annotations", labels.Annotations);
        layout.SetProperty("hovermode", series.Any(s => s.Role == SeriesRole.Individual || s.PointsOnly) ? "closest" : "x unified");
        var traces = Traces(series, x, y, "x", "y");
        return new(GenericChart.setLayout(layout, GenericChart.ofTraceObjects(false, traces)), caption, alternative ?? ChartWords.Of(x, y, series), SeriesTable.Of(x, y, series));
    }

    /// <summary>Refuses what would be unreadable or wrong, with the reason.</summary>
    public static void Check(IReadOnlyList<Series> series, Axis x, Axis y)
    {
        if (series.Count == 0)
        {
            throw new ArgumentException($"A figure of '{y.Title}' over '{x.Title}' has no line; give at least one series.");
        }

        foreach (var s in series)
        {
            s.Check();
        }

        if (series.Count(s => s.Role != SeriesRole.Individual) is > MostLines and var count)
        {
            throw new ArgumentException($"A figure of '{y.Title}' over '{x.Title}' has {count} lines; a reader can follow {MostLines}. Split it, or draw some as {nameof(SeriesRole.Individual)}.");
        }
    }

    public static IEnumerable<double> Drawn(IEnumerable<Series> series) => series.SelectMany(s => s.Y.Concat(s.Low ?? []).Concat(s.High ?? []));

    /// <summary>The traces of all lines on one pair of axes: bands first, then thin lines, then the lines that matter.</summary>
    public static Trace[] Traces(IReadOnlyList<Series> series, Axis x, Axis y, string xAxis, string yAxis)
    {
        var looks = series.Zip(Theme.Looks([.. series.Select(s => s.Role)]), (s, look) => (Series: s, Look: look)).ToArray();
        return
        [
            .. looks.Where(l => l.Series.HasBand).Select(l => Band(l.Series, l.Look.Colour, xAxis, yAxis)),
            .. looks.OrderBy(l => l.Series.Role == SeriesRole.Individual ? 0 : 1).Select(l => Line(l.Series, l.Look, x, y, xAxis, yAxis)),
        ];
    }

    // One closed outline, there and back again: it cannot lose its partner as two separate edges can.
    private static Trace Band(Series s, string colour, string xAxis, string yAxis)
    {
        int[] points = [.. Enumerable.Range(0, s.X.Count).Where(i => double.IsFinite(s.Low![i]) && double.IsFinite(s.High![i]))];
        var trace = new Trace("scatter");
        trace.SetProperty("x", points.Concat(points.Reverse()).Select(i => Json(s.X[i])).ToArray());
        trace.SetProperty("y", points.Select(i => Json(s.Low![i])).Concat(points.Reverse().Select(i => Json(s.High![i]))).ToArray());
        trace.SetProperty("mode", "lines");
        trace.SetProperty("line", new Spec { ["width"] = 0 });
        trace.SetProperty("fill", "toself");
        trace.SetProperty("fillcolor", Theme.Faint(colour));
        trace.SetProperty("hoverinfo", "skip");
        trace.SetProperty("showlegend", false);
        trace.SetProperty("xaxis", xAxis);
        trace.SetProperty("yaxis", yAxis);
        return trace;
    }

    private static Trace Line(Series s, (string Colour, string Dash, double Width) look, Axis x, Axis y, string xAxis, string yAxis)
    {
        var thin = s.Role == SeriesRole.Individual;
        var trace = new Trace("scatter");
        trace.SetProperty("name", Notation.Html(s.Name));
        trace.SetProperty("x", s.X.Select(Json).ToArray());
        trace.SetProperty("y", s.Y.Select(Json).ToArray());
        trace.SetProperty("mode", s.PointsOnly ? "markers" : s.X.Count <= 12 && !thin && s.Role is SeriesRole.Measured or SeriesRole.Plain ? "lines+markers" : "lines");
        trace.SetProperty("line", new Spec { ["color"] = thin ? Theme.Faint(look.Colour, 0.75) : look.Colour, ["dash"] = look.Dash, ["width"] = look.Width });
        trace.SetProperty("marker", new Spec { ["color"] = look.Colour, ["size"] = s.PointsOnly ? 6 : 6.5 });
        if (s.PointsOnly)
        {
            // A point on the edge of the axes is drawn whole.
            trace.SetProperty("cliponaxis", false);
        }

        trace.SetProperty("showlegend", !thin);
        trace.SetProperty("xaxis", xAxis);
        trace.SetProperty("yaxis", yAxis);
        if (s.HasBand)
        {
            trace.SetProperty("customdata", s.Low!.Zip(s.High!, (low, high) => $"{NumberText.Show(low, 5)} to {NumberText.Show(high, 5)}").ToArray());
        }

        trace.SetProperty("hovertemplate", $"{Notation.Html(s.Name)}: %{{y}}{(s.HasBand ? " (%{customdata})" : "")}<extra></extra>");
        return trace;
    }

    private static double? Json(double value) => double.IsFinite(value) ? NumberText.Round(value, 8) : null;
}
