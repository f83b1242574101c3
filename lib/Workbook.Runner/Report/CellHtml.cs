using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Workbook.Runner.Notebooks;
using Workbook.Runner.Report.Prose;
using Workbook.Runner.Session;

namespace Workbook.Runner.Report;

/// <summary>A code cell as HTML: what it showed first, then its code, folded to one line.</summary>
internal static partial class CellHtml
{
    /// <summary>The whole cell.</summary>
    /// <param name="run">The cell and its result.</param>
    /// <param name="numbers">The page's numbers.</param>
    /// <param name="link">Turns a link to a notebook into one that works from the page.</param>
    public static string Of(CellRun run, PageNumbers numbers, Func<string, string> link)
    {
        var isQuiet = run.Result is { Failure: null, ConsoleText.Length: 0, Outputs.Count: 0 };
        var html = new StringBuilder($"<section class=\"{(isQuiet ? "cell quiet" : "cell")}\" id=\"cell-{run.Cell.Number}\">");
        if (run.Result is { } result)
        {
            if (result.Failure is { } failure)
            {
                html.Append($"<div class=\"failure\"><strong>This cell failed{(failure.Line is { } line ? $" at line {line}" : "")}.</strong><pre>{Words.Html(failure.Message)}</pre></div>");
            }

            if (result.ConsoleText.Length > 0)
            {
                html.Append("<pre class=\"console\">").Append(Words.Html(result.ConsoleText.TrimEnd())).Append("</pre>");
            }

            AppendOutput(html, result.Outputs, numbers, link);
        }

        AppendCode(html, run);
        return html.Append("</section>").ToString();
    }

    /// <summary>Gives each figure its number on the page.</summary>
    public static string Numbered(string html, PageNumbers numbers) => FigureStart().Replace(html, match =>
    {
        var (id, label) = numbers.NextFigure();
        return $"<figure class=\"workbook-figure\" id=\"{id}\">{match.Groups[1].Value}<a class=\"workbook-number\" href=\"#{id}\">Figure {label}.</a> ";
    });

    private static void AppendOutput(StringBuilder html, IReadOnlyList<CellOutput> outputs, PageNumbers numbers, Func<string, string> link)
    {
        // One entry a form of the same value: rich text where there is some.
        if (outputs.FirstOrDefault(o => o.MimeType == CellOutput.Html) is { } rich)
        {
            var linked = NotebookLink().Replace(rich.Text, match => $"href=\"{Words.Html(link(WebUtility.HtmlDecode(match.Groups[1].Value)))}\"");
            html.Append("<div class=\"shown\">").Append(Numbered(linked, numbers)).Append("</div>");
        }
        else if (outputs.Count > 0)
        {
            var plain = outputs.FirstOrDefault(o => o.MimeType == CellOutput.Plain) ?? outputs[0];
            // A sentence is set as prose; anything else keeps its columns.
            var isSentence = plain.Text.EndsWith('.') && plain.Text.Contains(' ', StringComparison.Ordinal) && !plain.Text.Contains('\n', StringComparison.Ordinal);
            html.Append(isSentence ? $"<p class=\"value\">{Charts.Notation.Html(plain.Text)}</p>" : $"<pre class=\"value\">{Words.Html(plain.Text)}</pre>");
        }
    }

    private static void AppendCode(StringBuilder html, CellRun run)
    {
        var code = run.Cell.Source;
        string[] lines = code.Split('\n');
        // The line that says most: the first that is neither blank nor a comment.
        var first = lines.FirstOrDefault(l => l.Trim() is { Length: > 0 } t && !t.StartsWith("//", StringComparison.Ordinal)) ?? lines[0];
        var failed = run.Result?.Failure is not null;
        var facts = run.Result is null ? "did not run" : $"{lines.Length} line{(lines.Length == 1 ? "" : "s")}, {Words.Duration(run.Result.Duration)}";
        html.Append($"<details class=\"folded\"{(failed ? " open" : "")}><summary><code>{CodeColours.ToHtml(first.Trim())}</code><span class=\"facts\">{facts}</span></summary>");
        html.Append("<pre class=\"code\"><code>").Append(Coloured(run)).Append("</code></pre></details>");
    }

    private static string Coloured(CellRun run)
    {
        var html = run.Cell.Kind == DibCell.CSharp ? CodeColours.ToHtml(run.Cell.Source) : Words.Html(run.Cell.Source);
        if (run.Result?.Failure?.Line is not { } line)
        {
            return html;
        }

        // Marks the line to blame; a mark within a token that spans lines would tear it apart, so those stay unmarked.
        var lines = html.Split('\n');
        var index = line - run.Cell.FirstLine;
        if (index >= 0 && index < lines.Length && lines[index].Split("<span").Length == lines[index].Split("</span>").Length)
        {
            lines[index] = $"<mark>{lines[index]}</mark>";
        }

        return string.Join('\n', lines);
    }

    [GeneratedRegex("href=\"([^\"#]+\\.dib(?:#[^\"]*)?)\"")]
    private static partial Regex NotebookLink();

    [GeneratedRegex("<figure class=\"workbook-figure\" id=\"[^\"]*\">(.*?)<span class=\"workbook-number\"></span>", RegexOptions.Singleline)]
    private static partial Regex FigureStart();
}
