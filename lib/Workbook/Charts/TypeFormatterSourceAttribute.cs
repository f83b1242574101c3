namespace Workbook.Charts;

/// <summary>
/// Tells .NET Interactive how a type is shown. It is found there by its name alone, so the library needs no
/// reference to the editor's own packages; our runner honours the same convention.
/// </summary>
/// <param name="formatterSourceType">A type with a parameterless constructor and a public <c>CreateTypeFormatters()</c>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    /// <summary>The type that creates the formatters, such as <see cref="ViewFormatterSource"/>.</summary>
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>The kinds of text to show first, such as <c>text/html</c>; null leaves the choice to the reader.</summary>
    public string[]? PreferredMimeTypes { get; set; }
}
