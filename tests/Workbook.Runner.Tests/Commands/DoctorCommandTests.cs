using System.Text.Json;
using Workbook.Runner.Tests.Session;
using Xunit;

namespace Workbook.Runner.Tests.Commands;

/// <summary>The verb <c>doctor</c>, as a process.</summary>
public sealed class DoctorCommandTests : IDisposable
{
    private static readonly string[] Things = ["sdk", "libstdc++", "torch", "device", "checkpoint", "notebooks", "disk"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_thing_has_one_line_and_all_are_well_where_the_tests_run()
    {
        var (code, output, error) = await RunnerProcess.RunAsync(_folder, "doctor");
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(Things.Select(thing => $"ok   {thing}"), output.TrimEnd().Split('\n').Select(line => line[..(5 + line[5..].IndexOf(' ', StringComparison.Ordinal))]));
    }

    [Fact]
    public async Task What_cannot_be_used_is_named_with_advice_and_exit_code_1()
    {
        var (code, output, _) = await RunnerProcess.RunAsync(_folder, "doctor", "--model", "./absent", "--json");
        Assert.Equal(1, code);
        using var report = JsonDocument.Parse(output);
        Assert.False(report.RootElement.GetProperty("ok").GetBoolean());
        var bad = Assert.Single(report.RootElement.GetProperty("findings").EnumerateArray(), finding => !finding.GetProperty("ok").GetBoolean());
        Assert.Equal("checkpoint", bad.GetProperty("name").GetString());
        Assert.Contains("absent", bad.GetProperty("fact").GetString(), StringComparison.Ordinal);
    }
}
