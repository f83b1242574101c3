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
    public async Task The_page_fits_a_phone(string page)
    {
        var phone = await report.LookAtAsync(page, width: 360);
        Assert.Equal(360, await phone.Page.EvaluateAsync<int>("() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"));
    }
}
