namespace Workbook.Charts;

/// <summary>Writes an <see cref="IView"/> as one kind of text. .NET Interactive calls it by the names of its members.</summary>
/// <param name="mimeType">Either <c>text/html</c> or <c>text/plain</c>.</param>
public sealed class ViewFormatter(string mimeType)
{
    /// <summary>The kind of text that <see cref="Format"/> writes.</summary>
    public string MimeType { get; } = mimeType;

    /// <summary>Writes <paramref name="instance"/>.</summary>
    /// <returns>False when <paramref name="instance"/> is not an <see cref="IView"/>; nothing is written then.</returns>
    public bool Format(object instance, TextWriter writer)
    {
        if (instance is not IView view)
        {
            return false;
        }

        writer.Write(MimeType == "text/html" ? view.ToHtml() : view.ToText());
        return true;
    }
}
