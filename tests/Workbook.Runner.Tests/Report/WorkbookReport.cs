using Workbook.Runner.Tests.Commands;
using Xunit;

namespace Workbook.Runner.Tests.Report;

/// <summary>The report of the workbook's own notebooks, made once by the real process, and a browser to look at it.</summary>
public sealed class WorkbookReport : IAsyncLifetime
{
    private readonly Browser _browser = new();

    /// <summary>What the run wrote to its error stream, and its exit code.</summary>
    public (int Code, string Error) Run { get; private set; }

    /// <summary>The pages, the overview first.</summary>
    public static IReadOnlyList<string> Pages { get; } =
        ["index.html", .. Directory.EnumerateFiles(Checkout.Notebooks, "*.dib").Select(path => Path.GetFileNameWithoutExtension(path) + ".html").Order(StringComparer.Ordinal)];

    public async ValueTask InitializeAsync()
    {
        await _browser.InitializeAsync();
        using var root = RunnerProcess.Start(Checkout.Root, "run", "--out", Path.Combine(_browser.Folder, "workbook"));
        var (code, _, error) = await RunnerProcess.FinishAsync(root);
        Run = (code, error);
    }

    /// <summary>A page as it was written.</summary>
    public string Read(string page) => File.ReadAllText(Path.Combine(_browser.Folder, "workbook", page));

    /// <summary>A page with its figures drawn.</summary>
    public Task<ReportVisit> LookAtAsync(string page, int width = 1280) =>
        _browser.LookAtAsync(Path.Combine("workbook", page), width: width);

    /// <summary>A page of its own, for a test that clicks.</summary>
    public Task<ReportVisit> OpenAsync(string page) => _browser.OpenAsync(Path.Combine("workbook", page));

    public ValueTask DisposeAsync() => _browser.DisposeAsync();
}
