namespace Workbook.Charts;

/// <summary>A column of a <see cref="Table"/>.</summary>
/// <param name="Title">The heading, in house words.</param>
/// <param name="Format">A .NET number format such as <c>F3</c> or <c>P1</c>, or <c>s6</c> for six significant digits; null shows four.</param>
public sealed record Column(string Title, string? Format = null)
{
    /// <summary>A column with the default format, from its title alone.</summary>
    public static implicit operator Column(string title) => new(title);
}
