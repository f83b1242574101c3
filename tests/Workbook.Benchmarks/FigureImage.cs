using System.Diagnostics;
using Workbook.Charts;

namespace Workbook.Benchmarks;

/// <summary>A figure as a PNG: its page is opened by a headless Chromium, whose picture is kept.</summary>
internal static class FigureImage
{
    private static readonly string[] Places =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", @"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ];

    /// <summary>Writes the picture.</summary>
    /// <returns>False where no browser was found.</returns>
    public static bool Write(Figure figure, string path)
    {
        var browser = Environment.GetEnvironmentVariable("WORKBOOK_CHROMIUM") ?? Array.Find(Places, File.Exists);
        if (browser is null)
            return false;
        var folder = Directory.CreateTempSubdirectory("workbook-figure-");
        try
        {
            var page = Path.Combine(folder.FullName, "figure.html");
            PlotlyScript.Reset();
            File.WriteAllText(page, $"<!doctype html><meta charset=\"utf-8\"><style>body{{margin:8px;background:#fff}}figcaption,details{{display:none!important}}figure{{margin:0}}</style>{figure.ToHtml()}");
            string[] arguments =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1.5", "--timeout=15000", "--virtual-time-budget=10000",
                "--window-size=750,420", $"--user-data-dir={Path.Combine(folder.FullName, "profile")}", $"--screenshot={path}", new Uri(page).AbsoluteUri,
            ];
            using var process = Process.Start(new ProcessStartInfo(browser, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.StandardOutput.ReadToEndAsync();
            process.StandardError.ReadToEndAsync();
            process.WaitForExit();
            return process.ExitCode == 0 && File.Exists(path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
