namespace Workbook.Charts;

/// <summary>
/// A value that a notebook shows richly. A type that implements it also carries
/// <c>[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = ["text/html"])]</c>,
/// so that every reader of a notebook draws it: .NET Interactive by the attribute, Verso by <see cref="ToHtml"/>.
/// </summary>
public interface IView
{
    /// <summary>The value as one HTML fragment that needs no network.</summary>
    string ToHtml();

    /// <summary>The value as plain text, for a terminal and for readers without HTML.</summary>
    string ToText();
}
