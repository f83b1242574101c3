using System.Diagnostics;
using Workbook.Runner.Tests.Session;

namespace Workbook.Runner.Tests.Commands;

/// <summary>Starts the built command line as a user does.</summary>
internal static class RunnerProcess
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="folder">Its current folder; paths in <paramref name="arguments"/> are relative to it.</param>
    public static async Task<(int Code, string Out, string Error)> RunAsync(TemporaryFolder folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        return await FinishAsync(process);
    }

    /// <summary>Runs it to its end with environment variables of its own.</summary>
    public static async Task<(int Code, string Out, string Error)> RunAsync(
        TemporaryFolder folder, IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        using var process = Start(folder.Path, variables, arguments);
        return await FinishAsync(process);
    }

    /// <summary>Starts it and hands it back running.</summary>
    public static Process Start(TemporaryFolder folder, params string[] arguments) => Start(folder.Path, arguments);

    /// <summary>Starts it in any folder and hands it back running.</summary>
    public static Process Start(string folder, params string[] arguments) => Start(folder, new Dictionary<string, string>(), arguments);

    /// <summary>Starts it with environment variables of its own and hands it back running.</summary>
    public static Process Start(string folder, IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Workbook.Runner.dll"), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Waits for the end of a started process.</summary>
    public static async Task<(int Code, string Out, string Error)> FinishAsync(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
