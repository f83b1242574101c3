using System.Net;

namespace Workbook.Charts;

/// <summary>A sentence where a figure would stand, such as what a trace lacks for it.</summary>
/// <param name="text">The sentence.</param>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed class Remark(string text) : IView
{
    /// <inheritdoc/>
    public string ToHtml() => $"{ChartAssets.StyleOnce()}<p class=\"workbook-caption\">{WebUtility.HtmlEncode(text)}</p>";

    /// <inheritdoc/>
    public string ToText() => text;

    /// <inheritdoc/>
    public override string ToString() => text;
}
