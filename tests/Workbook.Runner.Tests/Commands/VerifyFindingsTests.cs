using System.Text.Json;
using System.Text.Json.Nodes;
using Workbook.Experiments;
using Workbook.Gpt2;
using Workbook.Runner.Commands;
using Workbook.Runner.Tests.Session;
using Xunit;

namespace Workbook.Runner.Tests.Commands;

/// <summary>The findings of <c>verify</c>, as a process on a tiny plan.</summary>
public sealed class VerifyFindingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_same_run_lies_within_and_a_changed_figure_is_named()
    {
        Assert.Equal("", Tiny());
        var (code, output, error) = await RunAsync("--json", "--no-cache");
        Assert.True(code == 0, error);
        using var json = JsonDocument.Parse(output);
        var findings = json.RootElement.GetProperty("findings");
        Assert.Equal((true, "quick"), (json.RootElement.GetProperty("ok").GetBoolean(), json.RootElement.GetProperty("tier").GetString()));
        Assert.True(findings.GetProperty("compared").GetBoolean());
        Assert.All(findings.GetProperty("findings").EnumerateArray(), f => Assert.True(f.GetProperty("within").GetBoolean()));

        // Just inside the tolerance, and just outside.
        var (value, tolerance) = (0.0, 0.0);
        Change(f => (value, tolerance) = ((double)f["value"]!, (double)f["tolerance"]!));
        Change(f => f["value"] = value + 0.98 * tolerance);
        (code, output, error) = await RunAsync();
        Assert.True(code == 0, error);
        Change(f => f["value"] = value + 1.02 * tolerance);
        (code, output, error) = await RunAsync();
        Assert.Equal(1, code);
        Assert.Equal("dilution.slope", Assert.Single(output.Split('\n'), line => line.EndsWith("OUTSIDE", StringComparison.Ordinal)).Split(' ')[0]);
        Assert.Contains("dilution.slope: ", error, StringComparison.Ordinal);
        Assert.Matches("^dilution.slope: -?[0-9.e-]+, expected -?[0-9.e-]+ within [0-9.e-]+\\.\\s*$", error);
        Assert.Contains("Findings left out:", output, StringComparison.Ordinal);
        Assert.Contains("  distance, all of it", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_model_or_text_compares_nothing_and_shows_the_paper()
    {
        Tiny();
        Change(f => f["value"] = 9);
        _folder.Write("short.txt", string.Concat(Enumerable.Repeat("Anna lives in Paris. The lamp is in the kitchen. ", 20)));
        var (code, output, error) = await RunAsync("--model", "nano", "--text", "short.txt", "--finding", "dilution");
        Assert.True(code == 0, error);
        Assert.Contains("nothing is compared", output, StringComparison.Ordinal);
        Assert.Contains("The paper / this run:", output, StringComparison.Ordinal);
        Assert.DoesNotContain("OUTSIDE", output, StringComparison.Ordinal);

        // The same checkpoint with one other weight is another model.
        var nano = CheckpointFolder.Find("nano").Folder;
        Directory.CreateDirectory(Path.Combine(_folder.Path, "other"));
        foreach (var path in Directory.GetFiles(nano))
            File.Copy(path, Path.Combine(_folder.Path, "other", Path.GetFileName(path)));
        var weights = Path.Combine(_folder.Path, "other", "model.safetensors");
        var bytes = await File.ReadAllBytesAsync(weights, TestContext.Current.CancellationToken);
        bytes[^4] ^= 1;
        await File.WriteAllBytesAsync(weights, bytes, TestContext.Current.CancellationToken);
        (code, output, error) = await RunAsync("--model", "other", "--finding", "dilution", "--json");
        Assert.True(code == 0, error);
        using var json = JsonDocument.Parse(output);
        Assert.False(json.RootElement.GetProperty("findings").GetProperty("compared").GetBoolean());
        Assert.NotEqual(0, json.RootElement.GetProperty("findings").GetProperty("paper").GetArrayLength());
    }

    [Fact]
    public async Task A_trace_feeds_what_it_can_and_the_rest_is_left_out()
    {
        var (code, _, error) = await RunnerProcess.RunAsync(_folder, "trace", "export", "--text", "Anna lives in Paris. The lamp is in the kitchen. Anna lives in", "--out", "t.safetensors", "--parts", "weights");
        Assert.True(code == 0, error);
        string output;
        (code, output, error) = await RunAsync("--trace", "t.safetensors");
        Assert.True(code == 0, error);
        Assert.Contains("dilution:", output, StringComparison.Ordinal);
        Assert.Contains("  distance, all of it", output, StringComparison.Ordinal);
        Assert.Contains("nothing is compared", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_writes_the_tier_and_leaves_no_other_file()
    {
        _folder.Write("claims.json", """{ "format": "workbook-expected-claims", "version": 1, "claims": [] }""");
        var (code, _, error) = await RunnerProcess.RunAsync(_folder, "verify", "--update", "--claim", "sensitivity.entry", "--expected", "claims.json");
        Assert.True(code == 0, error);
        Assert.Contains("sensitivity.entry", await File.ReadAllTextAsync(Path.Combine(_folder.Path, "claims.json"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(["claims.json"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
        (code, _, error) = await RunnerProcess.RunAsync(_folder, "verify", "--update", "--claim", "sensitivity.entry", "--expected", "claims.json/inside.json");
        Assert.Equal(1, code);
        Assert.Contains("can't be written", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "The expected findings in none.json can't be read", "--only", "findings", "--expected-findings", "none.json")]
    [InlineData(2, "There is no finding \"dilution.slop\"; near it are dilution.slope, ", "--finding", "dilution.slop")]
    [InlineData(2, "There is no finding \"distanc\"; near it are distance", "--finding", "distanc")]
    [InlineData(2, "The quick tier does not compute sensitivity; ", "--quick", "--finding", "sensitivity")]
    [InlineData(2, "--quick and --full exclude each other", "--quick", "--full")]
    [InlineData(2, "--only takes claims or findings", "--only", "notebooks")]
    [InlineData(2, "--finding and --only claims exclude each other", "--only", "claims", "--finding", "dilution")]
    [InlineData(2, "--update writes nano's findings", "--only", "findings", "--update", "--model", "gpt2")]
    [InlineData(2, "--update writes all findings of a tier", "--update", "--finding", "dilution")]
    public async Task Wrong_requests_are_one_sentence(int expected, string sentence, params string[] arguments)
    {
        var (code, output, error) = await RunnerProcess.RunAsync(_folder, ["verify", .. arguments]);
        Assert.Equal((expected, ""), (code, output));
        Assert.StartsWith(sentence, error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.TrimEnd());
    }

    private Task<(int Code, string Out, string Error)> RunAsync(params string[] arguments) => RunnerProcess.RunAsync(
        _folder, new Dictionary<string, string> { ["WORKBOOK_CACHE"] = Path.Combine(_folder.Path, "cache") },
        ["verify", "--only", "findings", "--quick", "--expected-findings", "tiny.json", .. arguments]);

    // The committed file with a quick tier of one experiment on one text; its figures are measured first.
    private string Tiny()
    {
        var plan = new FindingsPlan([new(["dilution"], ["story"], [8, 16, 32])], [1]);
        var options = new ExperimentOptions { Lengths = plan.Lengths() };
        using var subject = ExperimentSubject.OfModel("nano", TorchSharp.torch.CPU, plan.Texts(), 1);
        var result = new ExperimentRun(ExperimentCatalogue.Find("dilution"), options, subject.Origin, subject.Model).Run(subject.Texts, subject.Open, subject.Layers);
        var tier = new ExpectedTier("quick", plan, [.. result.Findings.Select(f => ExpectedFinding.Of($"dilution.{f.Name}", f, [], []))]);
        var other = new ExpectedTier("default", FindingsPlan.Of(VerifyTier.Default), [new("distance.ratioPlugIn", 1, 1, 1, "floor")]);
        var path = Path.Combine(_folder.Path, "tiny.json");
        ExpectedFindings.Write(path, "nano", subject.Origin.ModelHash, other);
        ExpectedFindings.Write(path, "nano", subject.Origin.ModelHash, tier);
        return string.Join(", ", Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Where(name => name != "tiny.json"));
    }

    private void Change(Action<JsonObject> change)
    {
        var path = Path.Combine(_folder.Path, "tiny.json");
        var root = JsonNode.Parse(File.ReadAllText(path))!;
        change(root["tiers"]![0]!["findings"]!.AsArray().Select(f => f!.AsObject()).First(f => (string?)f["name"] == "dilution.slope"));
        File.WriteAllText(path, root.ToJsonString());
    }
}
