using System.Net;

namespace Workbook.Charts;

/// <summary>A sentence in the place of a figure or beside one: what a run cannot show, or how far its figures reach.</summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed class Notice : IView
{
    private readonly IReadOnlyList<string> sentences;

    /// <summary>Makes a notice.</summary>
    /// <param name="sentences">Its paragraphs, at least one.</param>
    public Notice(params IReadOnlyList<string> sentences)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        ArgumentOutOfRangeException.ThrowIfZero(sentences.Count, nameof(sentences));
        this.sentences = sentences;
    }

    /// <inheritdoc/>
    public string ToHtml() =>
        $"{ChartAssets.StyleOnce()}<div class=\"workbook-notice\" role=\"note\">{string.Concat(sentences.Select(s => $"<p>{Html(s)}</p>"))}</div>";

    /// <inheritdoc/>
    public string ToText() => string.Join('\n', sentences);

    /// <inheritdoc/>
    public override string ToString() => ToText();

    // What stands between backticks is code, as in the notebooks' own prose.
    private static string Html(string sentence) => string.Concat(sentence.Split('`').Select((part, k) => k % 2 == 0 ? Notation.Html(part) : $"<code>{WebUtility.HtmlEncode(part)}</code>"));
}
