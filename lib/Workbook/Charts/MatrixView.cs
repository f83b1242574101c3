using System.Globalization;
using System.Net;
using System.Text;
using TorchSharp;

namespace Workbook.Charts;

/// <summary>A small matrix or vector shown number by number, each cell tinted by its size; a large one shows its corners.</summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed class MatrixView : IView
{
    private const int Edge = 8;
    private readonly double[,] _values;
    private readonly IReadOnlyList<string>? _rowLabels;
    private readonly IReadOnlyList<string>? _columnLabels;
    private readonly double _largest;

    /// <summary>Shows a matrix.</summary>
    /// <param name="caption">What it is.</param>
    /// <param name="values">[rows, columns].</param>
    /// <param name="rowLabels">Names of the rows; null counts from 1.</param>
    /// <param name="columnLabels">Names of the columns; null counts from 1.</param>
    public MatrixView(string caption, double[,] values, IReadOnlyList<string>? rowLabels = null, IReadOnlyList<string>? columnLabels = null)
    {
        (Caption, _values, _rowLabels, _columnLabels) = (caption, values, rowLabels, columnLabels);
        _largest = values.Cast<double>().Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
    }

    /// <summary>What the matrix is.</summary>
    public string Caption { get; }

    /// <summary>Shows a tensor of one or two dimensions; a vector becomes one row.</summary>
    /// <exception cref="ArgumentException">The tensor has more than two dimensions: show one slice of it.</exception>
    public static MatrixView Of(string caption, torch.Tensor tensor, IReadOnlyList<string>? rowLabels = null, IReadOnlyList<string>? columnLabels = null)
    {
        if (tensor.dim() > 2)
        {
            throw new ArgumentException($"'{caption}' is a tensor of shape [{string.Join(", ", tensor.shape)}]; show one matrix of it, such as tensor[0].", nameof(tensor));
        }

        return new(caption, ToMatrix(tensor), rowLabels, columnLabels);
    }

    /// <summary>Copies a tensor of at most two dimensions, on any device, to a plain matrix; a vector becomes one row.</summary>
    public static double[,] ToMatrix(torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        var plain = tensor.detach().to(torch.float64).cpu().contiguous();
        var (rows, columns) = plain.dim() == 2 ? ((int)plain.shape[0], (int)plain.shape[1]) : (1, (int)plain.NumberOfElements);
        double[] flat = plain.data<double>().ToArray();
        var matrix = new double[rows, columns];
        Buffer.BlockCopy(flat, 0, matrix, 0, flat.Length * sizeof(double));
        return matrix;
    }

    /// <inheritdoc/>
    public string ToHtml()
    {
        var html = new StringBuilder(ChartAssets.StyleOnce());
        html.Append(CultureInfo.InvariantCulture, $"<div class=\"workbook-table workbook-matrix\" role=\"group\" tabindex=\"0\" aria-label=\"{WebUtility.HtmlEncode(Caption)}\"><p class=\"workbook-caption\">{Notation.Html(Caption)}");
        html.Append(CultureInfo.InvariantCulture, $" <span class=\"workbook-shape\">[{_values.GetLength(0)}, {_values.GetLength(1)}]</span></p><table aria-label=\"{WebUtility.HtmlEncode(Caption)}\"><thead><tr><td></td>");
        int[] columns = Shown(_values.GetLength(1)), rows = Shown(_values.GetLength(0));
        foreach (var j in columns)
        {
            html.Append("<th scope=\"col\" class=\"number\">").Append(Label(_columnLabels, j)).Append("</th>");
        }

        html.Append("</tr></thead><tbody>");
        foreach (var i in rows)
        {
            html.Append("<tr><th scope=\"row\">").Append(Label(_rowLabels, i)).Append("</th>");
            foreach (var j in columns)
            {
                html.Append(i < 0 || j < 0 ? "<td class=\"number\">…</td>" : CellHtml(_values[i, j]));
            }

            html.Append("</tr>");
        }

        return html.Append("</tbody></table></div>").ToString();
    }

    /// <inheritdoc/>
    public string ToText()
    {
        int[] columns = Shown(_values.GetLength(1)), rows = Shown(_values.GetLength(0));
        string[][] cells = [.. rows.Select(i => columns.Select(j => i < 0 || j < 0 ? "…" : NumberText.Show(_values[i, j])).ToArray())];
        var width = cells.SelectMany(row => row).Select(cell => cell.Length).DefaultIfEmpty(0).Max();
        return string.Join('\n', [$"{Caption} [{_values.GetLength(0)}, {_values.GetLength(1)}]", .. cells.Select(row => string.Join("  ", row.Select(cell => cell.PadLeft(width))))]);
    }

    /// <inheritdoc/>
    public override string ToString() => ToText();

    private string CellHtml(double value)
    {
        var share = double.IsFinite(value) && _largest > 0 ? Math.Abs(value) / _largest : 0;
        var (red, green, blue) = value < 0 ? (213, 94, 0) : (0, 114, 178);
        return FormattableString.Invariant($"<td class=\"number\" style=\"background:rgba({red},{green},{blue},{share * 0.35:0.###})\">{Notation.Html(NumberText.Show(value, 3))}</td>");
    }

    // The first and last rows or columns of a large matrix, with -1 for those left out between them.
    private static int[] Shown(int count) => count <= (2 * Edge) + 1
        ? [.. Enumerable.Range(0, count)]
        : [.. Enumerable.Range(0, Edge), -1, .. Enumerable.Range(count - Edge, Edge)];

    private static string Label(IReadOnlyList<string>? labels, int index) =>
        index < 0 ? "…" : labels is null ? $"{index + 1}" : Notation.Html(labels[index]);
}
