using Plotly.NET;
using Spec = System.Collections.Generic.Dictionary<string, object?>;

namespace Workbook.Charts;

/// <summary>Draws <see cref="Chart.Heatmap"/>.</summary>
internal static class HeatmapChart
{
    private const int MostLabels = 40;
    private const int MostWritten = 10;

    public static Figure Make(string caption, double[,] values, HeatmapOptions options)
    {
        var (rows, columns) = (values.GetLength(0), values.GetLength(1));
        var colours = new HeatColours([values], options);
        var trace = new Trace("heatmap");
        trace.SetProperty("z", colours.Coordinates(values));
        trace.SetProperty("coloraxis", "coloraxis");
        trace.SetProperty("hoverongaps", false);
        string[] columnNames = Labels(options.ColumnLabels, columns), rowNames = Labels(options.RowLabels, rows);
        trace.SetProperty("customdata", Enumerable.Range(0, rows).Select(i => Enumerable.Range(0, columns).Select(j => NumberText.Show(values[i, j])).ToArray()).ToArray());
        trace.SetProperty("hovertemplate", $"{Notation.Html(options.Value)}: %{{customdata}}<br>{Notation.Html(options.X.Title)}: %{{x}}<br>{Notation.Html(options.Y.Title)}: %{{y}}<extra></extra>");
        var isSmall = rows <= MostWritten && columns <= MostWritten;
        if (isSmall)
        {
            // Few enough to be read: the numbers stand in their cells.
            trace.SetProperty("text", Enumerable.Range(0, rows).Select(i => Enumerable.Range(0, columns).Select(j => double.IsNaN(values[i, j]) ? "" : InCell(values[i, j], options.Scale)).ToArray()).ToArray());
            trace.SetProperty("texttemplate", "%{text}");
            trace.SetProperty("textfont", new Spec { ["size"] = 12 });
        }

        trace.SetProperty("x", Positions(columns));
        trace.SetProperty("y", Positions(rows));
        var layout = Theme.Layout();
        layout.SetProperty("xaxis", AxisOf(options.X, columnNames, options.ColumnLabels is not null, columns));
        layout.SetProperty("yaxis", AxisOf(options.Y, rowNames, options.RowLabels is not null, -rows));
        layout.SetProperty("coloraxis", colours.ColourAxis());
        layout.SetProperty("hovermode", "closest");
        layout.SetProperty("margin", new Spec { ["l"] = 66, ["r"] = 20, ["t"] = 14, ["b"] = 54 });
        if (options.InformativeColumn is { } column)
        {
            layout.SetProperty("shapes", new[] { Outline(column, rows) });
        }

        var chart = GenericChart.setLayout(layout, GenericChart.ofTraceObjects(false, new[] { trace }));
        return new(chart, caption, Words(values, options, rowNames, columnNames), Data(values, options, rowNames, columnNames), isSmall ? $"height:{80 + (rows * 46)}px" : "aspect-ratio:1/0.86;max-height:640px");
    }

    /// <summary>The matrix as a table, one row a row; a large one is thinned evenly so that the page stays small.</summary>
    public static Table Data(double[,] values, HeatmapOptions options, string[] rowNames, string[] columnNames)
    {
        int[] shown = [.. Enumerable.Range(0, columnNames.Length).Where(j => columnNames.Length <= MostLabels || j % ((columnNames.Length / MostLabels) + 1) == 0)];
        var thinned = shown.Length < columnNames.Length ? $"; {shown.Length} of {columnNames.Length} columns, evenly spaced" : "";
        return new(
            $"{options.Value} by {options.Y.Title} and {options.X.Title}{thinned}",
            [$"{options.Y.Title} \\ {options.X.Title}", .. shown.Select(j => new Column(columnNames[j]))],
            Enumerable.Range(0, rowNames.Length).Select(i => (object?[])[rowNames[i], .. shown.Select(j => (object?)values[i, j])]));
    }

    // A power of ten is wider than a cell, and on a linear scale the same as none; the hover has it whole.
    private static string InCell(double value, AxisScale scale) =>
        scale == AxisScale.Linear && Math.Abs(value) is > 0 and < 1e-3 ? "≈ 0" : Notation.Html(NumberText.Show(value, 2));

    private static Spec AxisOf(Axis axis, string[] names, bool named, int reach)
    {
        // Rows count from the top, as in a matrix: their axis runs backwards.
        var spec = Theme.AxisSpec(axis, reach < 0 ? -reach - 0.5 : -0.5, reach < 0 ? -0.5 : reach - 0.5, null);
        int step = Math.Max(1, (int)Math.Ceiling(names.Length / (named ? 36.0 : 8.0)));
        int[] at = [.. Enumerable.Range(0, names.Length).Where(i => named ? i % step == 0 : (i + 1) % step == 0 || i == 0)];
        spec["tickmode"] = "array";
        spec["tickvals"] = at;
        spec["ticktext"] = at.Select(i => Notation.Html(names[i])).ToArray();
        spec["showgrid"] = false;
        spec["hoverformat"] = "";
        spec["tickfont"] = Theme.Font(named ? 11 : 12);
        return spec;
    }

    private static int[] Positions(int count) => [.. Enumerable.Range(0, count)];

    private static string[] Labels(IReadOnlyList<string>? given, int count) =>
        given is null ? [.. Enumerable.Range(1, count).Select(i => $"{i}")]
        : given.Count == count ? [.. given]
        : throw new ArgumentException($"The heat map has {count} rows or columns but {given.Count} labels.");

    private static Spec Outline(int column, int rows) => new()
    {
        ["type"] = "rect",
        ["x0"] = column - 0.5,
        ["x1"] = column + 0.5,
        ["y0"] = -0.5,
        ["y1"] = rows - 0.5,
        ["line"] = new Spec { ["color"] = Theme.Orange, ["width"] = 2 },
    };

    private static string Words(double[,] values, HeatmapOptions options, string[] rowNames, string[] columnNames)
    {
        var (row, column, most, least) = (0, 0, double.NegativeInfinity, double.PositiveInfinity);
        for (var i = 0; i < rowNames.Length; i++)
        {
            for (var j = 0; j < columnNames.Length; j++)
            {
                least = double.IsFinite(values[i, j]) ? Math.Min(least, values[i, j]) : least;
                if (double.IsFinite(values[i, j]) && values[i, j] > most)
                {
                    (row, column, most) = (i, j, values[i, j]);
                }
            }
        }

        var marked = options.InformativeColumn is { } m ? $" The informative token is {columnNames[m]}, outlined in orange." : "";
        return $"Heat map of {options.Value}: {rowNames.Length} rows of {options.Y.Title} by {columnNames.Length} columns of {options.X.Title}. "
            + $"Values from {NumberText.Show(least)} to {NumberText.Show(most)}, the highest at {options.Y.Title} {rowNames[row]}, {options.X.Title} {columnNames[column]}.{marked}";
    }
}
