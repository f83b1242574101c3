using Microsoft.Playwright;
using Xunit;

namespace Workbook.Runner.Tests.Report;

/// <summary>A headless Chromium without a network, looking at the sample report on the disk; shared by the browser tests.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Places =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", @"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ];

    private readonly Dictionary<(string, ColorScheme, int), ReportVisit> _visits = [];
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Why there is no browser here; null when there is one.</summary>
    public string? Missing { get; private set; }

    /// <summary>The folder of the sample report.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("workbook-report-").FullName;

    public async ValueTask InitializeAsync()
    {
        SampleReport.Write(Folder);
        var chromium = Environment.GetEnvironmentVariable("WORKBOOK_CHROMIUM") ?? Places.FirstOrDefault(File.Exists);
        var driver = DriverFolder();
        if (chromium is null || driver is null)
        {
            Missing = chromium is null ? "no Chromium on this machine (apt-get install chromium, or name one in WORKBOOK_CHROMIUM)" : "Playwright's driver is not in the package folder";
            return;
        }

        // The driver is used where the package lies; copied into bin it would weigh 135 MB.
        Environment.SetEnvironmentVariable("PLAYWRIGHT_DRIVER_SEARCH_PATH", driver);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox", "--disable-gpu"] });
    }

    /// <summary>A page with its figures drawn, opened once for all tests that only look at it.</summary>
    public async Task<ReportVisit> LookAtAsync(string page, ColorScheme scheme = ColorScheme.Light, int width = 1280)
    {
        if (!_visits.TryGetValue((page, scheme, width), out var visit))
        {
            _visits[(page, scheme, width)] = visit = await OpenAsync(page, scheme, width);
        }

        return visit;
    }

    /// <summary>A page of its own, for a test that changes it.</summary>
    public async Task<ReportVisit> OpenAsync(string page, ColorScheme scheme = ColorScheme.Light, int width = 1280, bool withPlotly = true)
    {
        Assert.SkipWhen(Missing is not null, $"Browser test: {Missing}.");
        var context = await _browser!.NewContextAsync(new() { Offline = true, ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 } });
        // The machine may be busy: a slow page is not a wrong one.
        context.SetDefaultTimeout(180_000);
        return await ReportVisit.StartAsync(context, Path.Combine(Folder, page), withPlotly);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static string? DriverFolder()
    {
        var root = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var version = typeof(IPlaywright).Assembly.GetName().Version!.ToString(3);
        var folder = Path.Combine(root, "microsoft.playwright", version);
        return Directory.Exists(Path.Combine(folder, ".playwright", "node")) ? folder : null;
    }
}
