using System.Net;
using System.Text.RegularExpressions;
using Workbook.Charts;
using Workbook.Claims;
using Xunit;

namespace Workbook.Runner.Tests.Report;

public sealed class WorkbookReportTests(WorkbookReport report) : IClassFixture<WorkbookReport>
{
    public static TheoryData<string> Pages => [.. WorkbookReport.Pages];

    [Fact]
    public void Every_notebook_of_the_workbook_runs() => Assert.Equal((0, ""), report.Run);

    [Theory, MemberData(nameof(Pages))]
    public async Task Every_chart_and_every_formula_of_the_page_is_drawn_and_nothing_leaves_it(string page)
    {
        var visit = await report.LookAtAsync(page);
        Assert.Empty(visit.Complaints);
        Assert.All(visit.Requests, address => Assert.Matches("^(file|data|blob):", address));
        var empty = await visit.Page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('.workbook-figure')].filter(f => ![...f.querySelectorAll('.plot .trace path, .plot .hm image, .plot .point path, .plot .box')].some(e => { const b = e.getBoundingClientRect(); return b.width + b.height > 5; })).map(f => f.id)");
        Assert.Empty(empty);
        var flat = await visit.Page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('main math')].filter(m => { const b = m.getBoundingClientRect(); return b.width < 3 || b.height < 3; }).map(m => m.outerHTML)");
        Assert.Empty(flat);
        Assert.Equal(0, await visit.Page.Locator("main .refused").CountAsync());
        Assert.DoesNotContain("$", await visit.Page.Locator("main p").EvaluateAllAsync<string>("ps => ps.filter(p => !p.closest('details')).map(p => p.innerText).join('\\n')"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Pages))]
    public void Every_link_of_the_page_has_its_target_and_every_name_stands_once(string page)
    {
        var html = report.Read(page);
        var names = Names(html);
        Assert.Equal(names.Distinct(), names);
        Assert.All(Regex.Matches(html, " href=\"([^\":]*)\"").Select(m => WebUtility.HtmlDecode(m.Groups[1].Value)).Where(l => l.Contains('#', StringComparison.Ordinal)).Distinct(), link =>
        {
            var (file, name) = (link[..link.IndexOf('#', StringComparison.Ordinal)], Uri.UnescapeDataString(link[(link.IndexOf('#', StringComparison.Ordinal) + 1)..]));
            Assert.Contains(name, file.Length == 0 ? names : Names(report.Read(file)));
        });
    }

    [Fact]
    public void Every_claim_leads_from_its_place_and_its_figure_to_its_line_in_the_ledger_and_back()
    {
        var ledger = report.Read("06-claims.html");
        Assert.All(ClaimLedger.All.Select(c => c.Claim), claim =>
        {
            var page = report.Read($"{claim.Notebook}.html");
            var (line, toLedger) = (ClaimIndex.LineOf(claim), $"href=\"06-claims.html#{ClaimIndex.LineOf(claim)}\"");

            // The ledger's line leads to the place and to the figure.
            var row = ledger[ledger.IndexOf($"<a id=\"{line}\" href=\"{claim.Notebook}.html#{claim.Anchor}\">", StringComparison.Ordinal)..];
            Assert.Contains($"href=\"{claim.Notebook}.html#{claim.Figure}\"", row[..row.IndexOf("</tr>", StringComparison.Ordinal)], StringComparison.Ordinal);

            // The place stands in a cell, names the claim and leads back.
            var place = Regex.Match(page, $"<a[^>]* id=\"{Regex.Escape(claim.Anchor)}\"[^>]*>([^<]*)</a>");
            Assert.Contains(toLedger, place.Value, StringComparison.Ordinal);
            Assert.Equal(claim.Id, place.Groups[1].Value);
            Assert.Matches(claim.Notebook == "05-normalizers" ? "cell|prose" : "prose", Regex.Match(page[..place.Index], "<section class=\"([a-z ]+)\" id=\"cell-\\d+\">", RegexOptions.RightToLeft).Groups[1].Value);

            // The name of the figure stands in a figure whose caption names the claim and leads back.
            var figure = page[page.IndexOf($"<span id=\"{claim.Figure}\"></span>", StringComparison.Ordinal)..];
            Assert.EndsWith(">", page[..^figure.Length], StringComparison.Ordinal);
            Assert.Matches("<figure class=\"workbook-figure\" id=\"figure-[0-9-]+\">$", page[..^figure.Length]);
            Assert.Contains($"{toLedger}>{claim.Id}</a>", figure[figure.IndexOf("<figcaption>", StringComparison.Ordinal)..figure.IndexOf("</figcaption>", StringComparison.Ordinal)], StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_click_on_a_head_of_the_atlas_shows_its_card_and_another_click_that_of_another_head()
    {
        await using var visit = await report.OpenAsync("13-head-atlas.html");
        var maps = visit.Page.Locator(".workbook-heads");
        Assert.Equal(7, await maps.CountAsync());
        Task<string[]> Shown() => visit.Page.Locator(".workbook-head").EvaluateAllAsync<string[]>(
            "cards => cards.filter(card => card.getBoundingClientRect().height > 0).map(card => [card.querySelector('strong').innerText, ...[...card.querySelectorAll('dl > div')].map(fact => fact.innerText.replace(/\\s+/g, ' '))].join('; '))");
        Assert.Empty(await Shown());

        var cell = maps.First.Locator("td a").Nth(6);
        var told = await cell.GetAttributeAsync("title");
        await cell.ClickAsync();
        var card = Assert.Single(await Shown());
        Assert.StartsWith("Layer 1, head 2; kind ", card, StringComparison.Ordinal);
        // What the cell says when it is pointed at stands in the card.
        Assert.StartsWith("layer 1, head 2: sink mass ", told, StringComparison.Ordinal);
        Assert.Contains($"; {told!["layer 1, head 2: ".Length..]};", card, StringComparison.Ordinal);

        await maps.Nth(2).Locator("td a").Nth(15).FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        Assert.StartsWith("Layer 3, head 3; ", Assert.Single(await Shown()), StringComparison.Ordinal);
        await maps.Nth(2).GetByText("close").Last.ClickAsync();
        Assert.Empty(await Shown());
    }

    private static string[] Names(string html) => [.. Regex.Matches(html, " id=\"([^\"]+)\"").Select(m => m.Groups[1].Value)];

    [Theory, MemberData(nameof(Pages))]
    public async Task The_page_fits_a_phone(string page)
    {
        var phone = await report.LookAtAsync(page, width: 360);
        Assert.Equal(360, await phone.Page.EvaluateAsync<int>("() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"));
    }
}
