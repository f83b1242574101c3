namespace Workbook.Charts;

/// <summary>The numbers behind lines, as a table: one column a line where all share their positions, else one row a point.</summary>
internal static class SeriesTable
{
    private const int MostLongRows = 2_000;

    public static Table Of(Axis x, Axis y, IReadOnlyList<Series> series)
    {
        var caption = $"{y.Label} over {x.Label}";
        return series.Count <= 12 && series.All(s => s.X.SequenceEqual(series[0].X))
            ? new(caption, Columns(x, series), Enumerable.Range(0, series[0].X.Count).Select(i => Row(series, i)))
            : new(caption, ["line", Exact(x.Label), Exact(y.Label), Exact("low"), Exact("high")], series.SelectMany(Rows).Take(MostLongRows)) { FirstColumnIsHeading = false };
    }

    private static Column[] Columns(Axis x, IReadOnlyList<Series> series) =>
        [Exact(x.Label), .. series.SelectMany(s => s.HasBand ? new[] { Exact(s.Name), Exact($"{s.Name}, low"), Exact($"{s.Name}, high") } : [Exact(s.Name)])];

    private static object?[] Row(IReadOnlyList<Series> series, int i) =>
    [
        Shown(series[0].X[i]),
        .. series.SelectMany(s => s.HasBand ? new object?[] { Shown(s.Y[i]), Shown(s.Low![i]), Shown(s.High![i]) } : [Shown(s.Y[i])]),
    ];

    private static IEnumerable<object?[]> Rows(Series s) => Enumerable.Range(0, s.X.Count).Select(i => new object?[]
    {
        s.Name, Shown(s.X[i]), Shown(s.Y[i]), s.HasBand ? (object?)Shown(s.Low![i]) : null, s.HasBand ? (object?)Shown(s.High![i]) : null,
    });

    private static Column Exact(string title) => new(title, "s7");

    // Numbers stay numbers, so that they are aligned and can be read by a program; seven digits are what hovering shows.
    private static double Shown(double value) => NumberText.Round(value, 7);
}
