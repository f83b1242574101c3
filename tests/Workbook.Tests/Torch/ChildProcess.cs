using System.Diagnostics;
using System.Text.Json;
using TorchSharp;
using Workbook.Torch;

namespace Workbook.Tests.Torch;

/// <summary>
/// Starts the runtime in a fresh process, where nothing is loaded yet: this test program again, which sees a variable,
/// makes a tensor, prints the runtime's report and ends before any test.
/// </summary>
internal static class ChildProcess
{
    private const string Variable = "WORKBOOK_TEST_DESCRIBE";

    internal static void DescribeIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null)
            return;
        var report = TorchRuntime.Describe();
        if (report.Ready)
        {
            using var numbers = torch.rand(3);
            report = report with { Backend = $"{report.Backend}; {numbers.numel()} numbers" };
        }

        Console.WriteLine(JsonSerializer.Serialize(report));
        using var self = Process.GetCurrentProcess();
        foreach (ProcessModule module in self.Modules)
            if (module.FileName.Contains("torch", StringComparison.Ordinal)) Console.WriteLine(module.FileName);
        Environment.Exit(0);
    }

    public static async Task<TorchRuntimeReport> DescribeAsync(CancellationToken stop, params (string Name, string Value)[] variables) =>
        (await LoadAsync(stop, variables)).Report;

    /// <summary>The report, and the full paths of every file with torch in its name that the process had loaded.</summary>
    public static async Task<(TorchRuntimeReport Report, string[] Loaded)> LoadAsync(CancellationToken stop, params (string Name, string Value)[] variables)
    {
        var assembly = typeof(ChildProcess).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", ["exec", assembly]) { RedirectStandardOutput = true };
        start.Environment[Variable] = "1";
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("No process was started.");
        var text = await process.StandardOutput.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        var lines = text.Trim().Split('\n', StringSplitOptions.TrimEntries);
        return (JsonSerializer.Deserialize<TorchRuntimeReport>(lines[0]) ?? throw new InvalidDataException(text), lines[1..]);
    }
}
