using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace Workbook.Runner.Tests.Report;

public sealed class BrowserTests(Browser browser) : IClassFixture<Browser>
{
    public static TheoryData<string> Pages => ["index.html", SampleReport.FirstPage, SampleReport.FailedPage];

    public static TheoryData<string, ColorScheme> PagesInBothColours =>
        [.. Pages.Select(row => row.Data).SelectMany(page => new (string, ColorScheme)[] { (page, ColorScheme.Light), (page, ColorScheme.Dark) })];

    [Fact]
    public async Task Every_figure_draws_its_data_and_hides_its_fallback()
    {
        var visit = await browser.LookAtAsync(SampleReport.FirstPage);
        var figures = visit.Page.Locator(".workbook-figure");
        Assert.Equal(SampleReport.Figures.Count, await figures.CountAsync());
        for (var i = 0; i < SampleReport.Figures.Count; i++)
        {
            // Lines, points, boxes, bars, or the picture of a heat map: something of the data itself, with a size.
            var drawn = await figures.Nth(i).EvaluateAsync<bool>(
                "f => [...f.querySelectorAll('.plot .trace path, .plot .hm image, .plot .point path, .plot .box')].some(e => { const b = e.getBoundingClientRect(); return b.width + b.height > 5; })");
            Assert.True(drawn, $"figure {i + 1} is empty");
            Assert.False(await figures.Nth(i).Locator(".workbook-fallback").IsVisibleAsync());
        }
    }

    [Fact]
    public async Task Every_formula_takes_up_room_and_none_is_drawn_as_text()
    {
        var visit = await browser.LookAtAsync(SampleReport.FirstPage);
        var boxes = await visit.Page.EvaluateAsync<double[][]>("() => [...document.querySelectorAll('main math')].map(m => { const b = m.getBoundingClientRect(); return [b.width, b.height]; })");
        Assert.True(boxes.Length >= 8);
        Assert.All(boxes, box => Assert.True(box[0] > 4 && box[1] > 4));
        // A fraction of a displayed formula stands higher than its line: MathML was laid out, not flattened.
        var tall = await visit.Page.EvaluateAsync<double>("() => document.querySelector('.equation mfrac').getBoundingClientRect().height");
        Assert.True(tall > 30, $"{tall}");
        Assert.Equal(0, await visit.Page.Locator("main .refused").CountAsync());
    }

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_complains_of_nothing_and_asks_only_for_files(string page)
    {
        var visit = await browser.LookAtAsync(page);
        Assert.Empty(visit.Complaints);
        Assert.All(visit.Requests, address => Assert.True(address.StartsWith("file:", StringComparison.Ordinal) || address.StartsWith("data:", StringComparison.Ordinal) || address.StartsWith("blob:", StringComparison.Ordinal), address));
    }

    [Theory, MemberData(nameof(PagesInBothColours))]
    public async Task Axe_finds_nothing_serious(string page, ColorScheme scheme)
    {
        // A page of its own: axe fetches style sheets, and a page from the disk complains of that.
        await using var visit = await browser.OpenAsync(page, scheme);
        var found = await visit.Page.RunAxe();
        Assert.Empty(found.Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{v.Id}: {v.Help} at {string.Join(" ", v.Nodes.Select(n => n.Html))}"));
    }

    [Theory, MemberData(nameof(Pages))]
    public async Task A_phone_scrolls_down_and_never_sideways(string page)
    {
        var visit = await browser.LookAtAsync(page, width: 360);
        Assert.Equal(360, await visit.Page.EvaluateAsync<int>("() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"));
    }

    [Fact]
    public async Task Without_plotly_a_figure_says_in_words_what_it_shows_and_nothing_stands_elsewhere()
    {
        const string Places = "() => [...document.querySelectorAll('.workbook-figure figcaption')].map(c => c.getBoundingClientRect().top + scrollY)";
        await using var without = await browser.OpenAsync(SampleReport.FirstPage, withPlotly: false);
        var words = without.Page.Locator(".workbook-fallback").First;
        Assert.True(await words.IsVisibleAsync());
        Assert.Contains("measured: 0.09375 at 32", await words.InnerTextAsync(), StringComparison.Ordinal);
        // So nothing jumps either when figures are drawn.
        var drawn = await browser.LookAtAsync(SampleReport.FirstPage);
        Assert.Equal(await drawn.Page.EvaluateAsync<double[]>(Places), await without.Page.EvaluateAsync<double[]>(Places), (a, b) => Math.Abs(a - b) < 0.5);
    }

    [Fact]
    public async Task The_button_switches_the_page_and_its_figures_to_dark()
    {
        await using var visit = await browser.OpenAsync(SampleReport.FirstPage);
        const string Ink = "() => getComputedStyle(document.querySelector('.workbook-chart .xtitle')).fill";
        var light = await visit.Page.EvaluateAsync<string>(Ink);
        await visit.Page.ClickAsync(".theme");
        await visit.Page.WaitForFunctionAsync($"() => ({Ink})() !== '{light}'");
        Assert.Equal("dark", await visit.Page.EvaluateAsync<string>("() => document.documentElement.dataset.theme"));
    }

    [Fact]
    public async Task A_failure_stands_at_the_top_of_the_overview_and_of_its_page_with_its_place()
    {
        await using var visit = await browser.OpenAsync("index.html");
        var words = await visit.Page.Locator("main > .failure").First.InnerTextAsync();
        Assert.Contains("02-broken, cell 2, line 12", words, StringComparison.Ordinal);
        Assert.Contains("There is no model <here>", words, StringComparison.Ordinal);
        await visit.Page.ClickAsync("main > .failure a");
        Assert.EndsWith("02-broken.html#cell-2", visit.Page.Url, StringComparison.Ordinal);
        Assert.True(await visit.Page.Locator("#cell-2 .code mark").IsVisibleAsync());
        Assert.Contains("unknown command \\unheard", await visit.Page.Locator("main > .failure").Nth(1).InnerTextAsync(), StringComparison.Ordinal);
    }
}
