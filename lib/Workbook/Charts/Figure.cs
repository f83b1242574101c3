using System.Globalization;
using System.Net;
using System.Text;
using Plotly.NET;

namespace Workbook.Charts;

/// <summary>
/// A figure: an interactive chart with a caption that says what to see, a text alternative for those who cannot see it,
/// and its data as a table. The methods of <see cref="Chart"/> make figures.
/// </summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed class Figure : IView
{
    private const int MostTableRows = 120;
    private static int _count;

    /// <summary>Makes a figure of a Plotly.NET chart; prefer the methods of <see cref="Chart"/>, which know the workbook's look.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="caption">What to see, in a sentence or two.</param>
    /// <param name="alternative">What the chart shows, in words, for a reader who does not see it.</param>
    /// <param name="data">The numbers behind the chart.</param>
    /// <param name="size">CSS that fixes the chart's height before it is drawn, so that nothing on the page jumps.</param>
    public Figure(GenericChart chart, string caption, string alternative, Table data, string size = "height:400px")
    {
        Json = GenericChart.toFigureJson(chart);
        Caption = caption;
        Alternative = alternative;
        Data = data;
        Size = size;
    }

    /// <summary>What to see in the figure.</summary>
    public string Caption { get; }

    /// <summary>What the chart shows, in words.</summary>
    public string Alternative { get; }

    /// <summary>The numbers behind the chart.</summary>
    public Table Data { get; }

    /// <summary>The chart as plotly.js reads it: <c>data</c>, <c>layout</c>, <c>config</c>.</summary>
    public string Json { get; }

    internal string Size { get; }

    private string Links { get; init; } = "";

    private string Anchor { get; init; } = "";

    /// <summary>The same figure with links at the end of its caption and a name of its own.</summary>
    /// <param name="anchor">The name, for links that lead here.</param>
    /// <param name="words">What the links are.</param>
    /// <param name="links">The links.</param>
    public Figure Linked(string anchor, string words, IReadOnlyList<Link> links)
    {
        ArgumentNullException.ThrowIfNull(links);
        return new(this)
        {
            Anchor = $"<span id=\"{WebUtility.HtmlEncode(anchor)}\"></span>",
            Links = $" <span class=\"workbook-claims\">{WebUtility.HtmlEncode(words)}: {string.Join(", ", links.Select(link => link.ToHtml()))}.</span>",
        };
    }

    private Figure(Figure other) => (Json, Caption, Alternative, Data, Size) = (other.Json, other.Caption, other.Alternative, other.Data, other.Size);

    /// <inheritdoc/>
    public string ToHtml()
    {
        var id = $"workbook-figure-{Interlocked.Increment(ref _count)}";
        var alternative = WebUtility.HtmlEncode(Alternative);
        var html = new StringBuilder(ChartAssets.StyleOnce()).Append(PlotlyScript.Once());
        html.Append(CultureInfo.InvariantCulture, $"<figure class=\"workbook-figure\" id=\"{id}\">");
        html.Append(Anchor);
        html.Append(CultureInfo.InvariantCulture, $"<div class=\"workbook-chart\" role=\"img\" aria-label=\"{alternative}\" style=\"{Size}\">");
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"workbook-fallback\">{alternative}</p></div>");
        html.Append(CultureInfo.InvariantCulture, $"<figcaption><span class=\"workbook-number\"></span>{Notation.Html(Caption)}{Links}</figcaption>");
        html.Append("<details class=\"workbook-data\"><summary>Data of this figure</summary><div class=\"workbook-table\" role=\"group\" tabindex=\"0\" aria-label=\"Data of this figure\">");
        Data.AppendTable(html, MostTableRows);
        // In JSON a < may always be written as \u003c; then no text can close the script element.
        html.Append("</div></details><script type=\"application/json\">").Append(Json.Replace("<", "\\u003c", StringComparison.Ordinal)).Append("</script></figure>");
        if (PlotlyScript.Mode == ChartMode.Inline)
        {
            html.Append(CultureInfo.InvariantCulture, $"<script>window.WorkbookCharts&&WorkbookCharts.draw(\"{id}\")</script>");
        }

        return html.ToString();
    }

    /// <inheritdoc/>
    public string ToText() => $"{Caption}\n{Alternative}";

    /// <inheritdoc/>
    public override string ToString() => ToText();
}
