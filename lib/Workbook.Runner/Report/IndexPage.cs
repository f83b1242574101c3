using System.Text;
using Workbook.Runner.Session;

namespace Workbook.Runner.Report;

/// <summary>The report's first page: what this is, what ran, how it ended, where the numbers come from.</summary>
internal static class IndexPage
{
    public static string Write(IReadOnlyList<Page> pages, RunInfo info)
    {
        var main = new StringBuilder();
        main.Append(string.Concat(pages.Select(page => NotebookPage.Failures(page, linked: false))));
        if (info.Stopped)
        {
            main.Append($"<div class=\"failure\" role=\"alert\"><strong>The run was stopped.</strong><p>Not finished: {Words.Html(string.Join(", ", info.Unfinished))}.</p></div>");
        }

        main.Append("<article><h1>Normalization in attention, reworked</h1>");
        main.Append("<p class=\"lead\">What does softmax do to attention as the context grows? This workbook derives the published limits of normalization in attention step by step, ");
        main.Append("tests each on random and extreme cases and inside a trained model, and mends those that do not hold. ");
        main.Append("Every number and figure below was computed by the run that wrote these pages.</p>");
        AppendChapters(main, pages);
        AppendProvenance(main, pages, info);
        main.Append("</article>");
        var failed = pages.Count(page => page.Failures.Count > 0);
        var footer = $"{pages.Count} notebook{(pages.Count == 1 ? "" : "s")}, {(failed == 0 ? "all done" : $"{failed} failed")}, in {Words.Duration(info.Duration)}.";
        return PageShell.Write("Normalization in attention, reworked", Contents(pages), main.ToString(), footer, hasFigures: false);
    }

    private static string Contents(IReadOnlyList<Page> pages)
    {
        var html = new StringBuilder("<ol class=\"chapters\"><li class=\"current\"><a href=\"index.html\" aria-current=\"page\"><span class=\"chapter\"></span><span>Overview</span></a></li>");
        return html.AppendJoin("", pages.Select(page => $"<li><a href=\"{page.File}\"><span class=\"chapter\">{page.Number}</span><span>{page.TitleHtml}</span></a></li>")).Append("</ol>").ToString();
    }

    private static void AppendChapters(StringBuilder main, IReadOnlyList<Page> pages)
    {
        main.Append("<h2 id=\"chapters\">Chapters</h2><div class=\"workbook-table wide\" role=\"group\" tabindex=\"0\" aria-label=\"Chapters\"><table class=\"chapters\"><thead><tr>");
        main.Append("<th scope=\"col\">Chapter</th><th scope=\"col\">Result</th><th scope=\"col\" class=\"number\">Figures</th><th scope=\"col\" class=\"number\">Time</th><th scope=\"col\" class=\"number\">Compiling</th></tr></thead><tbody>");
        foreach (var page in pages)
        {
            var share = page.Result.Duration > TimeSpan.Zero ? page.Result.CompileDuration / page.Result.Duration : 0;
            main.Append($"<tr><th scope=\"row\"><a href=\"{page.File}\"><span class=\"chapter\">{page.Number}</span> {page.TitleHtml}</a>");
            main.Append(page.Summary.Length > 0 ? $"<p>{Charts.Notation.Html(page.Summary)}</p>" : "").Append("</th>");
            main.Append(Status(page)).Append($"<td class=\"number\">{page.Figures}</td><td class=\"number\">{Words.Duration(page.Result.Duration)}</td><td class=\"number\">{share:P0}</td></tr>");
        }

        main.Append("</tbody></table></div>");
    }

    private static string Status(Page page)
    {
        if (page.Failures.Count == 0)
        {
            return "<td class=\"done\">done</td>";
        }

        var place = Words.Place(page.Failures[0].CellNumber, null);
        return $"<td class=\"failed\">failed{(place.Length > 0 ? $", {place}" : "")}</td>";
    }

    private static void AppendProvenance(StringBuilder main, IReadOnlyList<Page> pages, RunInfo info)
    {
        main.Append("<h2 id=\"provenance\">Where the numbers come from</h2><dl class=\"provenance\">");
        Fact("Started", $"{info.Started:yyyy-MM-dd HH:mm:ss} UTC, took {Words.Duration(info.Duration)}");
        Fact("Command", info.CommandLine, code: true);
        Fact("Model", info.Model);
        Fact("SHA-256 of its weights", info.ModelHash, code: true);
        Fact("SHA-256 of the text", info.TextHash, code: true);
        Fact("Seed", $"{info.Seed}");
        Fact("Device", $"{info.Device}, {info.Dtype}");
        Fact("Settings", string.Join(", ", info.Settings.Select(s => $"{s.Key}={s.Value}")), code: true);
        Fact("Workbook", $"{info.Version} on {info.Runtime}, {info.OperatingSystem}, {info.Processors} processors");
        Fact("Packages", string.Join(", ", info.Packages.Select(p => $"{p.Key} {p.Value}")));
        main.Append($"</dl><p>The same facts, and the data of every figure, stand in <a href=\"results.json\">results.json</a>. {pages.Sum(p => p.Figures)} figures were drawn.</p>");

        void Fact(string name, string? value, bool code = false)
        {
            if (!string.IsNullOrEmpty(value))
            {
                main.Append($"<div><dt>{name}</dt><dd>{(code ? "<code>" : "")}{Words.Html(value)}{(code ? "</code>" : "")}</dd></div>");
            }
        }
    }
}
