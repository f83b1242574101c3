using System.Globalization;
using System.Net;
using System.Text;

namespace Workbook.Charts;

/// <summary>A table of results with a caption: accessible HTML in a page, aligned columns in a terminal.</summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed class Table : IView
{
    private const int LongText = 30;
    private readonly bool[] _numeric;

    /// <summary>Makes a table from rows of cells.</summary>
    /// <param name="caption">What the table shows.</param>
    /// <param name="columns">The headings.</param>
    /// <param name="rows">The cells, [rows][columns]; numbers are aligned to the right.</param>
    /// <exception cref="ArgumentException">A row has more or fewer cells than there are columns.</exception>
    public Table(string caption, IReadOnlyList<Column> columns, IEnumerable<IReadOnlyList<object?>> rows)
    {
        Caption = caption;
        Columns = columns;
        Rows = [.. rows];
        if (Rows.FirstOrDefault(row => row.Count != columns.Count) is { } wrong)
        {
            throw new ArgumentException($"Table '{caption}' has {columns.Count} columns, but one of its rows has {wrong.Count} cells.", nameof(rows));
        }

        _numeric = [.. Enumerable.Range(0, columns.Count).Select(IsNumeric)];
    }

    /// <summary>What the table shows.</summary>
    public string Caption { get; }

    /// <summary>The headings.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>The cells, [rows][columns].</summary>
    public IReadOnlyList<IReadOnlyList<object?>> Rows { get; }

    /// <summary>True when the first cell of each row names that row: it becomes the row's heading.</summary>
    public bool FirstColumnIsHeading { get; init; } = true;

    /// <summary>Makes a table from a list of things, one row a thing, one function a column.</summary>
    public static Table Of<T>(string caption, IEnumerable<T> items, params (Column Column, Func<T, object?> Value)[] columns) =>
        new(caption, [.. columns.Select(c => c.Column)], items.Select(item => columns.Select(c => c.Value(item)).ToArray()));

    /// <inheritdoc/>
    public string ToHtml()
    {
        var html = new StringBuilder(ChartAssets.StyleOnce());
        // A group that can take the focus, so that a wide table scrolls by keyboard too.
        html.Append(CultureInfo.InvariantCulture, $"<div class=\"workbook-table\" role=\"group\" tabindex=\"0\" aria-label=\"{WebUtility.HtmlEncode(Caption)}\">");
        AppendTable(html, int.MaxValue);
        return html.Append("</div>").ToString();
    }

    /// <inheritdoc/>
    public string ToText()
    {
        string[][] cells = [[.. Columns.Select(c => c.Title)], .. Rows.Select(row => row.Select((value, i) => Cell(value, i)).ToArray())];
        int[] widths = [.. Enumerable.Range(0, Columns.Count).Select(i => cells.Max(row => row[i].Length))];
        var text = new StringBuilder(Caption).Append('\n');
        foreach (var row in cells)
        {
            text.AppendJoin("  ", row.Select((cell, i) => _numeric[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i])));
            while (text[^1] == ' ')
            {
                text.Length--;
            }

            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n');
    }

    /// <inheritdoc/>
    public override string ToString() => ToText();

    internal void AppendTable(StringBuilder html, int mostRows)
    {
        // Not a caption element: that would be squeezed to the width of a narrow table.
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"workbook-caption\">{Notation.Html(Caption)}</p><table aria-label=\"{WebUtility.HtmlEncode(Caption)}\"><thead><tr>");
        for (var i = 0; i < Columns.Count; i++)
        {
            html.Append(_numeric[i] ? "<th scope=\"col\" class=\"number\">" : "<th scope=\"col\">").Append(Notation.Html(Columns[i].Title)).Append("</th>");
        }

        html.Append("</tr></thead><tbody>");
        // Evenly spaced rows when there are too many for a page; the first and the last always stand.
        var shown = Math.Min(Rows.Count, mostRows);
        for (var k = 0; k < shown; k++)
        {
            AppendRow(html, Rows[shown == Rows.Count ? k : (int)((long)k * (Rows.Count - 1) / (shown - 1))]);
        }

        html.Append("</tbody></table>");
        if (shown < Rows.Count)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p>{shown:#,##0} of {Rows.Count:#,##0} rows, evenly spaced.</p>");
        }
    }

    private void AppendRow(StringBuilder html, IReadOnlyList<object?> row)
    {
        html.Append("<tr>");
        for (var i = 0; i < row.Count; i++)
        {
            var heading = i == 0 && FirstColumnIsHeading;
            var text = row[i] is IView ? "" : Cell(row[i], i);
            html.Append(heading ? "<th scope=\"row\"" : "<td").Append(Kind(text, _numeric[i]));
            html.Append(row[i] is IView view ? view.ToHtml() : Notation.Html(text)).Append(heading ? "</th>" : "</td>");
        }

        html.Append("</tr>");
    }

    // A number with its interval keeps to one line; a sentence gets room for a few words.
    private static string Kind(string text, bool isNumber) =>
        isNumber ? " class=\"number\">" : text.Length > LongText ? " class=\"long\">" : text is [>= '0' and <= '9', ..] or ['−', ..] ? " class=\"close\">" : ">";

    private string Cell(object? value, int column) => value is IView view ? view.ToText() : NumberText.Show(value, Columns[column].Format);

    private bool IsNumeric(int column) =>
        Rows.Any(row => NumberText.IsNumber(row[column])) && Rows.All(row => row[column] is null || NumberText.IsNumber(row[column]));
}
