namespace Workbook.Charts;

/// <summary>Says in words what a chart shows, from its data: the text alternative when the author gives none.</summary>
internal static class ChartWords
{
    public static string Of(Axis x, Axis y, IReadOnlyList<Series> series)
    {
        var named = series.Where(s => s.Role != SeriesRole.Individual).Select(s => Line(s, x)).Where(s => s.Length > 0);
        var thin = series.Count(s => s.Role == SeriesRole.Individual);
        var scales = (x.Scale, y.Scale) switch
        {
            (AxisScale.Log, AxisScale.Log) => ", both axes logarithmic",
            (AxisScale.Log, _) => ", horizontal axis logarithmic",
            (_, AxisScale.Log) => ", vertical axis logarithmic",
            _ => "",
        };
        var others = thin == 0 ? "" : $" Behind them, {thin} single thin lines.";
        return $"Line chart of {y.Label} over {x.Label}{scales}. {string.Join(" ", named)}{others}";
    }

    public static string Of(Axis x, Axis y, IReadOnlyList<Distribution> groups) =>
        $"Box plot of {y.Label} over {x.Label}. " + string.Join(" ", groups.Select(g =>
        {
            var q = Quartiles.Of(g.Values);
            return $"{g.Label}: median {NumberText.Show(q.Median)}, middle half {NumberText.Show(q.Lower)} to {NumberText.Show(q.Upper)}, {q.Count} points.";
        }));

    public static string Of(Axis x, Axis y, IReadOnlyList<Bar> bars) =>
        $"Bar chart of {y.Label} over {x.Label}. " + string.Join(" ", bars.Select(b =>
            $"{b.Label}: {NumberText.Show(b.Value)}{(b.Low is { } low && b.High is { } high ? $" ({NumberText.Show(low)} to {NumberText.Show(high)})" : "")}."));

    private static string Line(Series s, Axis x)
    {
        int[] points = [.. Enumerable.Range(0, s.X.Count).Where(i => double.IsFinite(s.Y[i]))];
        if (points.Length == 0)
        {
            return "";
        }

        var (first, last) = (points[0], points[^1]);
        var peak = points.MaxBy(i => s.Y[i]);
        var start = $"{s.Name}: {NumberText.Show(s.Y[first])} at {NumberText.Show(s.X[first])}";
        if (s.X[first] == s.X[last] && s.Y[first] == s.Y[last])
        {
            return $"{start}.";
        }

        var text = $"{start}, {NumberText.Show(s.Y[last])} at {NumberText.Show(s.X[last])}";
        var turns = peak != first && peak != last && s.Y[peak] > 1.02 * Math.Max(s.Y[first], s.Y[last]);
        return turns ? $"{text}, highest {NumberText.Show(s.Y[peak])} at {NumberText.Show(s.X[peak])}." : $"{text}.";
    }
}
