namespace Workbook.Charts;

/// <summary>The formatters of every <see cref="IView"/>, named by <see cref="TypeFormatterSourceAttribute"/>.</summary>
public sealed class ViewFormatterSource
{
    /// <summary>One formatter for HTML, one for plain text.</summary>
#pragma warning disable CA1822 // The convention asks for an instance method.
    public IEnumerable<object> CreateTypeFormatters() => [new ViewFormatter("text/html"), new ViewFormatter("text/plain")];
#pragma warning restore CA1822
}
