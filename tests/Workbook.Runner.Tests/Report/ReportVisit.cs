using Microsoft.Playwright;

namespace Workbook.Runner.Tests.Report;

/// <summary>One look at a page: what it asked for, what it complained about.</summary>
public sealed class ReportVisit : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    private ReportVisit(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    /// <summary>Every address that the page asked for.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Errors and warnings of the console, and exceptions.</summary>
    public List<string> Complaints { get; } = [];

    public static async Task<ReportVisit> StartAsync(IBrowserContext context, string file, bool withPlotly)
    {
        var page = await context.NewPageAsync();
        var visit = new ReportVisit(context, page);
        // Until the page is drawn: what a test's own tools ask for later is not the page's doing.
        var isDrawn = false;
        page.Request += (_, request) => visit.Requests.AddRange(isDrawn ? [] : [request.Url]);
        page.PageError += (_, error) => visit.Complaints.Add(error);
        page.Console += (_, message) =>
        {
            if (!isDrawn && (message.Type is "error" or "warning"))
            {
                visit.Complaints.Add(message.Text);
            }
        };
        if (!withPlotly)
        {
            await page.RouteAsync("**/plotly.min.js", route => route.AbortAsync());
        }

        await page.GotoAsync(new Uri(file).AbsoluteUri, new() { WaitUntil = WaitUntilState.Load });
        await page.WaitForFunctionAsync(withPlotly ? Drawn : "() => true");
        isDrawn = true;
        return visit;
    }

    private const string Drawn = "() => [...document.querySelectorAll('.workbook-chart')].every(c => c.querySelector('svg.main-svg'))";

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
