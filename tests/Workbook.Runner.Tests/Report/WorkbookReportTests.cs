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
    public void Every_claim_has_its_line_in_the_ledger_and_leads_to_its_chapter()
    {
        var ledger = report.Read("06-claims.html");
        Assert.All(ClaimLedger.All, c => Assert.Contains($"<a id=\"{ClaimIndex.LineOf(c.Claim)}\" href=\"{c.Claim.Notebook}.html#{Link.Section(c.Claim.Section)}\">", ledger, StringComparison.Ordinal));
        Assert.All(ClaimLedger.All, c => Assert.Contains($"href=\"06-claims.html#{ClaimIndex.LineOf(c.Claim)}\"", report.Read($"{c.Claim.Notebook}.html"), StringComparison.Ordinal));
    }

    private static string[] Names(string html) => [.. Regex.Matches(html, " id=\"([^\"]+)\"").Select(m => m.Groups[1].Value)];

    [Theory, MemberData(nameof(Pages))]
    public async Task The_page_fits_a_phone(string page)
    {
        var phone = await report.LookAtAsync(page, width: 360);
        Assert.Equal(360, await phone.Page.EvaluateAsync<int>("() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"));
    }
}
