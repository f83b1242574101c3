using System.Reflection;
using Microsoft.DotNet.Interactive.Formatting;

namespace Workbook.Runner.Session;

/// <summary>Shows a value as VS Code does: by the formatter of .NET Interactive, or by the value's own <c>ToHtml()</c>.</summary>
internal static class ValueDisplay
{
    private const string Convention = "TypeFormatterSourceAttribute";

    /// <summary>The value in each of its preferred forms, and as plain text last.</summary>
    public static IReadOnlyList<CellOutput> Show(object? value)
    {
        if (value is null)
            return [new CellOutput(CellOutput.Plain, "<null>")];
        if (value is string text)
            return [new CellOutput(CellOutput.Plain, text)];
        var type = value.GetType();
        var outputs = OwnHtml(value, type) is { } html
            ? [new CellOutput(CellOutput.Html, html)]
            : Formatter.GetPreferredMimeTypesFor(type).Select(mime => new CellOutput(mime, value.ToDisplayString(mime))).ToList();
        if (!outputs.Exists(output => output.MimeType == CellOutput.Plain))
            outputs.Add(new CellOutput(CellOutput.Plain, value.ToDisplayString(CellOutput.Plain)));
        return outputs;
    }

    private static string? OwnHtml(object value, Type type) =>
        type.GetCustomAttributes(inherit: true).Any(attribute => attribute.GetType().Name == Convention)
            ? null
            : type.GetMethod("ToHtml", BindingFlags.Public | BindingFlags.Instance, []) is { } method && method.ReturnType == typeof(string)
                ? (string?)method.Invoke(value, null)
                : null;
}
