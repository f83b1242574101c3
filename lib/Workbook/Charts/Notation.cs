using System.Text.RegularExpressions;

namespace Workbook.Charts;

/// <summary>Turns the house's short notation in captions and axis titles, such as <c>D_N</c> or <c>e^H</c>, into HTML.</summary>
public static partial class Notation
{
    /// <summary>Escapes <paramref name="text"/> and sets single letters with an index or a power as sub- and superscripts.</summary>
    public static string Html(string text)
    {
        // Only what HTML needs: WebUtility would also encode ¹, ² and ³.
        var escaped = text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);
        // A number and its percent sign stay on one line.
        escaped = Percent().Replace(escaped, "\u00A0%");
        // Superscript digits come from several fonts and look it: raised ordinary digits do not.
        escaped = Raised().Replace(escaped, match => $"<sup>{string.Concat(match.Value.Select(c => c == '⁻' ? '−' : (char)('0' + "⁰¹²³⁴⁵⁶⁷⁸⁹".IndexOf(c))))}</sup>");
        escaped = Lowered().Replace(escaped, match => $"<sub>{string.Concat(match.Value.Select(c => (char)(c - '₀' + '0')))}</sub>");
        return Script().Replace(escaped, match =>
        {
            var tag = match.Groups[2].Value == "_" ? "sub" : "sup";
            return $"{match.Groups[1].Value}<{tag}>{match.Groups[3].Value.Trim('{', '}')}</{tag}>";
        });
    }

    // One letter (perhaps with a bar or hat over it) or a norm, then _ or ^, then braces or at most three characters: D_N, L^{-1}, but not c_attn.
    [GeneratedRegex(@"((?<![\p{L}_.])\p{L}\p{Mn}?|\|\||‖)([_^])(\{[^{}]+\}|[\w−]{1,3})(?!\w)")]
    private static partial Regex Script();

    [GeneratedRegex(@"(?<=\d) %")]
    private static partial Regex Percent();

    [GeneratedRegex("[₀-₉]+")]
    private static partial Regex Lowered();

    [GeneratedRegex("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")]
    private static partial Regex Raised();
}
