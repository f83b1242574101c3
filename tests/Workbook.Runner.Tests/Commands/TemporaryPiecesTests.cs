using System.Diagnostics;
using Workbook.Runner.Tests.Session;
using Xunit;

namespace Workbook.Runner.Tests.Commands;

/// <summary>The pieces of a run that keeps none, as a process: what is left of them however it ends.</summary>
public sealed class TemporaryPiecesTests : IDisposable
{
    private static readonly string[] Long = ["experiment", "sensitivity", "--text", "stories", "--lengths", "64,1024", "--threads", "1", "--no-cache", "--why"];

    // 128 and the number of the signal that came second.
    private static readonly int[] Stopped = [130, 143];

    private readonly TemporaryFolder _folder = new();

    public TemporaryPiecesTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "t"));
        _folder.Write("short.txt", string.Concat(Enumerable.Repeat("Anna lives in Paris. ", 20)));
    }

    private Dictionary<string, string> Variables => new() { ["TMPDIR"] = Path.Combine(_folder.Path, "t") };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_second_Ctrl_C_ends_it_at_once_and_leaves_nothing()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows has no SIGINT to send.");
        using var process = await StartedAsync();
        Assert.Equal(2, Left().Length);
        // Two of one kind that are pending at the same time are one; the second is sent before the first can have ended the run.
        await SendAsync($"kill -TERM {process.Id}; kill -INT {process.Id}");
        var (code, output, _) = await RunnerProcess.FinishAsync(process);
        Assert.Contains(code, Stopped);
        Assert.Empty(output);
        Assert.Empty(Left());
    }

    [Fact]
    public async Task What_a_killed_run_left_is_swept_up_by_the_next_and_a_living_run_s_is_left_alone()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows has no SIGINT to send.");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "t", "workbook-pieces-of-somebody"));
        using (var killed = await StartedAsync())
        {
            killed.Kill();
            await killed.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var dead = Left();
        Assert.Equal(3, dead.Length);
        using var living = await StartedAsync();
        // It swept up itself, and left the one without a lock.
        var alive = Left();
        Assert.Equal(3, alive.Length);
        Assert.Equal("workbook-pieces-of-somebody", Assert.Single(alive.Intersect(dead)));
        var (code, _, error) = await RunnerProcess.RunAsync(_folder, new Dictionary<string, string>(Variables) { ["WORKBOOK_CACHE"] = Path.Combine(_folder.Path, "cache") }, "experiment", "dilution", "--text", "short.txt", "--lengths", "16");
        Assert.True(code == 0, error);
        Assert.Equal(alive, Left());
        await SendAsync($"kill -INT {living.Id}");
        Assert.Equal(130, (await RunnerProcess.FinishAsync(living)).Code);
        Assert.Equal(["workbook-pieces-of-somebody"], Left());
    }

    private async Task<Process> StartedAsync()
    {
        var process = RunnerProcess.Start(_folder.Path, Variables, Long);
        Assert.Equal("stories, layer 0: measured, no pieces are kept", await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken));
        return process;
    }

    private static async Task SendAsync(string command)
    {
        using var shell = Process.Start("bash", ["-c", command]);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private string[] Left() => [.. Directory.GetFileSystemEntries(Path.Combine(_folder.Path, "t"), "workbook-*").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
