using System.Net;

namespace Workbook.Runner.Report;

/// <summary>Small pieces of text that several pages share.</summary>
internal static class Words
{
    public static string Html(string text) => WebUtility.HtmlEncode(text).Replace("&#39;", "'", StringComparison.Ordinal);

    /// <summary>A duration as a person says it: <c>0.4 s</c>, <c>12 s</c>, <c>3 min 5 s</c>.</summary>
    public static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        < 0.01 => $"{time.TotalMilliseconds:0.0} ms",
        < 1 => $"{time.TotalSeconds:0.00} s",
        < 10 => $"{time.TotalSeconds:0.0} s",
        < 60 => $"{time.TotalSeconds:0} s",
        < 3600 => $"{(int)time.TotalMinutes} min {time.Seconds} s",
        _ => $"{(int)time.TotalHours} h {time.Minutes} min",
    };

    /// <summary>A title from a file's name: <c>01-vanishing-attention</c> is <c>Vanishing attention</c>.</summary>
    public static string TitleOf(string name)
    {
        var words = name[(Page.Chapter(name) is { Length: > 0 } number ? number.Length + 1 : 0)..].Replace('-', ' ');
        return words.Length == 0 ? name : char.ToUpperInvariant(words[0]) + words[1..];
    }

    /// <summary>Where something went wrong: <c>cell 7, line 83</c>; empty where no place is to blame.</summary>
    public static string Place(int? cell, int? line) =>
        string.Join(", ", new[] { cell is null ? null : $"cell {cell}", line is null ? null : $"line {line}" }.Where(part => part is not null));
}
