using Workbook.Runner.Tests.Session;
using Xunit;

namespace Workbook.Runner.Tests.Commands;

/// <summary><c>verify --findings</c>, as a process.</summary>
public sealed class FindingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_committed_findings_are_found_again_and_a_changed_one_is_told()
    {
        var committed = Path.Combine(AppContext.BaseDirectory, "../../../../../data/expected/findings-nano.json");
        var text = await File.ReadAllTextAsync(committed, TestContext.Current.CancellationToken);
        // One figure far off: the run must tell it and all others must hold.
        var at = text.IndexOf("\"name\": \"slope\"", StringComparison.Ordinal);
        var value = text.IndexOf("\"value\": ", at, StringComparison.Ordinal) + "\"value\": ".Length;
        _folder.Write("findings.json", text[..value] + "9" + text[text.IndexOf(',', value)..]);
        var (code, output, _) = await RunnerProcess.RunAsync(_folder, "verify", "--findings", "--expected", "findings.json");
        Assert.Equal(1, code);
        Assert.Equal(["slope"], output.Split('\n').Where(line => line.Contains("  NO, by more than", StringComparison.Ordinal)).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_one_sentence()
    {
        var (code, output, error) = await RunnerProcess.RunAsync(_folder, "verify", "--findings", "--expected", "absent.json");
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("absent.json can't be read", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.TrimEnd());
    }
}
