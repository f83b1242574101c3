using System.Net;

namespace Workbook.Charts;

/// <summary>A text that leads to a place in a notebook; in a report it leads to that notebook's page.</summary>
/// <param name="Text">What is shown.</param>
/// <param name="Target">Where it leads, as a notebook writes it: <c>02-distance.dib#random-selection</c>.</param>
/// <param name="Anchor">The name of this place itself, for links that lead here; null for none.</param>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed record Link(string Text, string Target, string? Anchor = null) : IView
{
    /// <summary>The name under which a report knows a heading: small letters, hyphens for spaces, nothing else.</summary>
    /// <param name="heading">The heading as the notebook has it, without formulas.</param>
    public static string Section(string heading)
    {
        ArgumentNullException.ThrowIfNull(heading);
        return string.Concat(heading.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-').Select(c => c == ' ' ? '-' : c));
    }

    /// <inheritdoc/>
    public string ToHtml() =>
        $"<a{(Anchor is null ? "" : $" id=\"{WebUtility.HtmlEncode(Anchor)}\"")} href=\"{WebUtility.HtmlEncode(Target)}\">{Notation.Html(Text)}</a>";

    /// <inheritdoc/>
    public string ToText() => Text;

    /// <inheritdoc/>
    public override string ToString() => Text;
}
