using System.Globalization;
using System.Net;
using System.Text;

namespace Workbook.Charts;

/// <summary>
/// A map of layers and heads whose cells are links: a click, or Enter on the keyboard, shows the head's card below. Plain HTML and CSS,
/// so that it works in a saved page without a network and without scripts; printed, the map stands with no card.
/// </summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed class HeadMap : IView
{
    private static int _count;
    private readonly IReadOnlyList<HeadCard> _cards;
    private readonly string _value;
    private readonly double _low;
    private readonly double _high;
    private readonly string _format;

    /// <summary>Makes a map.</summary>
    /// <param name="caption">What to see.</param>
    /// <param name="value">What the tint measures.</param>
    /// <param name="cards">The heads, at least one, each once.</param>
    /// <param name="from">The value of the lightest tint; null for the least.</param>
    /// <param name="to">The value of the darkest tint; null for the greatest.</param>
    /// <exception cref="ArgumentException">There is no head, or one comes twice.</exception>
    public HeadMap(string caption, string value, IReadOnlyList<HeadCard> cards, double? from = null, double? to = null)
    {
        ArgumentNullException.ThrowIfNull(cards);
        if (cards.Count == 0 || cards.DistinctBy(c => (c.Layer, c.Head)).Count() < cards.Count)
        {
            throw new ArgumentException("A map needs at least one head, and each head once.", nameof(cards));
        }

        (Caption, _value, _cards) = (caption, value, cards);
        double[] known = [.. cards.Select(c => c.Value).Where(double.IsFinite)];
        (_low, _high) = (from ?? known.DefaultIfEmpty(0).Min(), to ?? known.DefaultIfEmpty(0).Max());
        // One number of decimals for the whole map, the greatest value with two digits: a column of figures is read by comparing.
        var greatest = known.Select(Math.Abs).DefaultIfEmpty(0).Max();
        _format = $"F{(greatest > 0 ? Math.Clamp(1 - (int)Math.Floor(Math.Log10(greatest)), 0, 6) : 0)}";
    }

    /// <summary>What to see.</summary>
    public string Caption { get; }

    /// <inheritdoc/>
    public string ToHtml()
    {
        // Head maps of one page must not share their links.
        var id = $"workbook-heads-{Interlocked.Increment(ref _count)}";
        var cells = _cards.ToDictionary(c => (c.Layer, c.Head));
        var heads = Enumerable.Range(0, _cards.Max(c => c.Head) + 1).ToArray();
        var html = new StringBuilder(ChartAssets.StyleOnce());
        html.Append(CultureInfo.InvariantCulture, $"<figure class=\"workbook-heads\" id=\"{id}\"><div class=\"workbook-table\" role=\"group\" tabindex=\"0\" aria-label=\"{WebUtility.HtmlEncode(Caption)}\">");
        html.Append(CultureInfo.InvariantCulture, $"<table aria-label=\"{WebUtility.HtmlEncode(_value)} by layer and head\"><thead><tr><th scope=\"col\">layer \\ head</th>");
        foreach (var head in heads)
        {
            html.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\">{head}</th>");
        }

        html.Append("</tr></thead><tbody>");
        foreach (var layer in Enumerable.Range(0, _cards.Max(c => c.Layer) + 1))
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{layer}</th>");
            foreach (var head in heads)
            {
                html.Append(cells.TryGetValue((layer, head), out var card) ? Cell(id, card) : "<td></td>");
            }

            html.Append("</tr>");
        }

        html.Append("</tbody></table></div>");
        foreach (var card in _cards)
        {
            html.Append(Card(id, card));
        }

        return html.Append("<figcaption>").Append(Notation.Html(Caption)).Append("</figcaption></figure>").ToString();
    }

    /// <inheritdoc/>
    public string ToText() => string.Join('\n',
        [Caption, .. _cards.GroupBy(c => c.Layer).OrderBy(g => g.Key).Select(layer => $"layer {layer.Key}: {string.Join("  ", layer.OrderBy(c => c.Head).Select(Label))}")]);

    /// <inheritdoc/>
    public override string ToString() => ToText();

    private string Label(HeadCard card) => card.Label ?? NumberText.Show((object)card.Value, _format);

    private string Cell(string id, HeadCard card)
    {
        var tint = double.IsFinite(card.Value) && _high > _low ? 0.06 + (0.5 * Math.Clamp((card.Value - _low) / (_high - _low), 0, 1)) : 0;
        var hover = WebUtility.HtmlEncode($"layer {card.Layer}, head {card.Head}: {_value} {NumberText.Show(card.Value, 3)}");
        return FormattableString.Invariant($"<td style=\"background:rgba(0,114,178,{tint:0.###})\"><a href=\"#{id}-{card.Layer}-{card.Head}\" title=\"{hover}\">{Notation.Html(Label(card))}</a></td>");
    }

    private static string Card(string id, HeadCard card)
    {
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<div class=\"workbook-head\" id=\"{id}-{card.Layer}-{card.Head}\"><p><strong>Layer {card.Layer}, head {card.Head}</strong> <a href=\"#{id}\">close</a></p><dl>");
        foreach (var (name, value) in card.Facts)
        {
            html.Append(CultureInfo.InvariantCulture, $"<div><dt>{Notation.Html(name)}</dt><dd>{Notation.Html(NumberText.Show(value, value is double ? "s3" : null))}</dd></div>");
        }

        return html.Append("</dl></div>").ToString();
    }
}
