using System.Globalization;
using System.Net;
using System.Text;

namespace Workbook.Charts;

/// <summary>A text cut into its tokens, each tinted by a share of attention, with one token outlined as the informative one.</summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed class TokenStrip : IView
{
    private readonly IReadOnlyList<string> _tokens;
    private readonly IReadOnlyList<double>? _weights;
    private readonly int? _informative;

    /// <summary>Shows tokens.</summary>
    /// <param name="caption">What to see.</param>
    /// <param name="tokens">Their texts, [L].</param>
    /// <param name="weights">Their attention weights, [L]; the greatest is tinted fully. Null tints none.</param>
    /// <param name="informative">Position of the informative token, from 0; null outlines none.</param>
    /// <exception cref="ArgumentException">Weights and tokens differ in number, or the informative token is not among them.</exception>
    public TokenStrip(string caption, IReadOnlyList<string> tokens, IReadOnlyList<double>? weights = null, int? informative = null)
    {
        if (weights is not null && weights.Count != tokens.Count)
        {
            throw new ArgumentException($"{tokens.Count} tokens need {tokens.Count} weights, not {weights.Count}.", nameof(weights));
        }

        if (informative is < 0 || informative >= tokens.Count)
        {
            throw new ArgumentException($"There is no token {informative} among {tokens.Count}.", nameof(informative));
        }

        (Caption, _tokens, _weights, _informative) = (caption, tokens, weights, informative);
    }

    /// <summary>What to see.</summary>
    public string Caption { get; }

    /// <inheritdoc/>
    public string ToHtml()
    {
        var largest = _weights?.DefaultIfEmpty(0).Max() ?? 0;
        var html = new StringBuilder(ChartAssets.StyleOnce());
        html.Append("<figure class=\"workbook-tokens\"><p>");
        for (var i = 0; i < _tokens.Count; i++)
        {
            var share = _weights is not null && largest > 0 ? Math.Max(0, _weights[i]) / largest : 0;
            var title = _weights is null ? $"position {i}" : $"position {i}, weight {NumberText.Show(_weights[i])}";
            // A line may break before a token that begins with a space, never inside one.
            html.Append(_tokens[i].StartsWith(' ') ? "<wbr>" : "");
            var mark = i == _informative ? "<mark class=\"workbook-token workbook-informative\"" : "<span class=\"workbook-token\"";
            html.Append(CultureInfo.InvariantCulture, $"{mark} style=\"background:rgba(0,114,178,{share * 0.55:0.###})\" title=\"{title}\">{Show(_tokens[i])}</{(i == _informative ? "mark" : "span")}>");
        }

        return html.Append("</p><figcaption>").Append(Notation.Html(Caption)).Append("</figcaption></figure>").ToString();
    }

    /// <inheritdoc/>
    public string ToText() => $"{Caption}\n{string.Concat(_tokens.Select((token, i) => i == _informative ? $"[{token}]" : token))}";

    /// <inheritdoc/>
    public override string ToString() => ToText();

    private static string Show(string token) => WebUtility.HtmlEncode(token.Replace("\n", "↵", StringComparison.Ordinal));
}
