using System.Text;
using System.Text.RegularExpressions;
using Workbook.Runner.Notebooks;
using Workbook.Runner.Report.Prose;
using Workbook.Runner.Session;

namespace Workbook.Runner.Report;

/// <summary>The page of one notebook.</summary>
internal static partial class NotebookPage
{
    /// <summary>Draws the cells and collects what other pages need to know of this one.</summary>
    public static Page Read(NotebookResult result, IReadOnlyList<NotebookResult> all, string folder)
    {
        var chapter = Page.Chapter(result.Name);
        var tagged = result.Cells.Any(run => run.Cell.Kind == DibCell.Markdown && run.Cell.Source.Contains("\\tag{", StringComparison.Ordinal));
        var numbers = new PageNumbers(chapter.Length > 0 ? int.Parse(chapter) : null, tagged);
        string Link(string link) => Links.FromPage(link, result, all, folder);
        var prose = new ProseRenderer(numbers, Link);
        var body = new StringBuilder();
        var marked = new HashSet<string>();
        foreach (var run in result.Cells)
        {
            var html = run.Cell.Kind switch
            {
                DibCell.Markdown => $"<section class=\"prose\" id=\"cell-{run.Cell.Number}\">{prose.Render(run.Cell)}</section>",
                DibCell.Html => $"<div id=\"cell-{run.Cell.Number}\">{CellHtml.Numbered(run.Cell.Source, numbers)}</div>",
                _ => CellHtml.Of(run, numbers, Link),
            };

            // A claim is stated where its name first stands; a card or a list further down mentions it again.
            body.Append(ClaimMark().Replace(html, match => marked.Add(match.Value) ? match.Value : "")).Append('\n');
        }

        var title = prose.Headings.FirstOrDefault(heading => heading.Level == 1);
        NotebookFailure[] failures = result.Failure is null ? [.. prose.Failures] : [result.Failure, .. prose.Failures.Where(f => f != result.Failure)];
        return new(
            result,
            title?.Text ?? Words.TitleOf(result.Name),
            title?.Html ?? Words.Html(Words.TitleOf(result.Name)),
            ProseText.Opening(prose.FirstParagraph),
            title is null ? $"<h1>{Words.Html(Words.TitleOf(result.Name))}</h1>\n{body}" : body.ToString(),
            [.. prose.Headings.Where(heading => heading.Level is 2)],
            numbers.Figures,
            failures);
    }

    /// <summary>The whole page.</summary>
    public static string Write(IReadOnlyList<Page> pages, int index, RunInfo info)
    {
        var page = pages[index];
        var main = new StringBuilder();
        main.Append(Failures(page, linked: true));
        main.Append("<article>").Append(page.Body).Append("</article>");
        main.Append("<nav class=\"turn\" aria-label=\"Neighbouring chapters\">");
        main.Append(index > 0 ? Turn(pages[index - 1], "prev", "Before") : "<span></span>");
        main.Append(index + 1 < pages.Count ? Turn(pages[index + 1], "next", "Next") : "<span></span>");
        main.Append("</nav>");
        var looked = page.Result.Parameters.ContainsKey("trace") ? "a saved trace" : $"model {Words.Html(info.Model)}";
        var footer = $"Run {info.Started:yyyy-MM-dd HH:mm} UTC, {looked}, seed {info.Seed}, {Words.Html(info.Device)}, {Words.Html(info.Dtype)}. "
            + $"This notebook took {Words.Duration(page.Result.Duration)}, of which compiling {Words.Duration(page.Result.CompileDuration)}. "
            + "<a href=\"index.html#provenance\">Where the numbers come from</a>";
        return PageShell.Write(page.Title, Contents(pages, page), main.ToString(), footer, page.Figures > 0);
    }

    /// <summary>A box for each fault of a page, or nothing.</summary>
    public static string Failures(Page page, bool linked) => string.Concat(page.Failures.Select(failure =>
    {
        var place = Words.Place(failure.CellNumber, failure.Line);
        var target = $"{(linked ? "" : page.File)}{(failure.CellNumber is null ? "" : $"#cell-{failure.CellNumber}")}";
        var where = $"{Words.Html(page.Result.Name)}{(place.Length > 0 ? $", {place}" : "")}";
        return $"<div class=\"failure\" role=\"alert\"><strong>Failed: {(target.Length > 0 ? $"<a href=\"{target}\">{where}</a>" : where)}</strong><pre>{Words.Html(failure.Message)}</pre></div>";
    }));

    private static string Turn(Page page, string relation, string word) =>
        $"<a rel=\"{relation}\" class=\"{relation}\" href=\"{page.File}\"><span>{word}</span>{page.TitleHtml}</a>";

    private static string Contents(IReadOnlyList<Page> pages, Page current)
    {
        var html = new StringBuilder("<ol class=\"chapters\"><li><a href=\"index.html\"><span class=\"chapter\"></span><span>Overview</span></a></li>");
        foreach (var page in pages)
        {
            var isCurrent = page == current;
            html.Append($"<li{(isCurrent ? " class=\"current\"" : "")}><a href=\"{page.File}\"{(isCurrent ? " aria-current=\"page\"" : "")}><span class=\"chapter\">{page.Number}</span><span>{page.TitleHtml}</span></a>");
            if (isCurrent && page.Headings.Count > 0)
            {
                html.Append("<ol class=\"sections\">").AppendJoin("", page.Headings.Select(h => $"<li><a href=\"#{h.Id}\">{h.Html}</a></li>")).Append("</ol>");
            }

            html.Append("</li>");
        }

        return html.Append("</ol>").ToString();
    }

    [GeneratedRegex(" id=\"claim-[^\"]*\"")]
    private static partial Regex ClaimMark();
}
