using System.Text.Json;
using System.Text.Json.Nodes;
using Workbook.Experiments;
using Workbook.Experiments.Pieces;
using Workbook.Gpt2;
using Workbook.Runner.Commands;
using Workbook.Runner.Tests.Session;
using Xunit;

namespace Workbook.Runner.Tests.Commands;

/// <summary>The findings of <c>verify</c>: the rule of the tolerances, the committed file, and the verb as a process on a tiny plan.</summary>
public sealed class FindingsTests : IDisposable
{
    private static readonly string Committed = Path.Combine(WorkbookRoot.Find(), "data", "expected", "findings-nano.json");

    private const string OneFinding = """{ "format": "workbook-expected-findings", "version": 2, "model": "nano", "modelHash": "", "tiers": [{ "tier": "quick", "plan": { "runs": [], "seeds": [1] }, "findings": [""";

    private const string Rest = "] }] }";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2, double.NaN, double.NaN, "bootstrap", 5, 0.002, "floor")]
    [InlineData(0.001, double.NaN, double.NaN, "bootstrap", 5, 0.00001, "floor")]
    [InlineData(2, 1, 3, "bootstrap", 5, 0.02, "floor")]
    [InlineData(0.5, 0.4, 0.6, "exact binomial over heads", 16, 0.0625, "one observation")]
    [InlineData(0.5, 0.4, 0.6, "exact binomial over questions", 2, 0.002, "floor")]
    public void A_tolerance_is_the_greatest_of_its_rules(double value, double low, double high, string method, int count, double tolerance, string rule)
    {
        var expected = ExpectedFinding.Of("a.b", new("b", "", value, low, high, count, method), [value], [value]);
        Assert.Equal((rule, value), (expected.Rule, expected.Value));
        Assert.InRange(expected.Tolerance, tolerance, 1.01 * tolerance);
    }

    [Fact]
    public void Repeats_widen_a_tolerance_and_other_seeds_only_their_own()
    {
        var finding = new Finding("b", "", 1, double.NaN, double.NaN, 5, "bootstrap");
        var expected = ExpectedFinding.Of("a.b", finding, [1.01, 0.98], [1, 1.2]);
        Assert.Equal("rounding", expected.Rule);
        Assert.InRange(expected.Tolerance, 0.06, 0.0606);
        Assert.InRange(expected.OtherSeeds, 0.6, 0.606);
    }

    [Theory]
    [InlineData(1.1, true, null)]
    [InlineData(0.9, true, null)]
    [InlineData(1.11, true, "1.11, expected 1 within 0.1")]
    [InlineData(1.11, false, null)]
    [InlineData(1.6, false, "1.6, expected 1 within 0.5")]
    [InlineData(double.NaN, true, "not defined, expected 1")]
    [InlineData(double.NaN, false, null)]
    public void A_figure_is_within_or_outside(double got, bool committedSeed, string? difference) =>
        Assert.Equal(difference, new ExpectedFinding("a.b", 1, 0.1 + 1e-12, 0.5, "floor").Difference(got, committedSeed));

    [Fact]
    public void A_figure_that_is_not_defined_is_expected_as_such()
    {
        var expected = ExpectedFinding.Of("a.b", new("b", "", double.NaN, double.NaN, double.NaN, 0, ""), [], []);
        Assert.Null(expected.Difference(double.NaN, committedSeed: true));
        Assert.Equal("2, expected not to be defined", expected.Difference(2, committedSeed: true));
    }

    [Fact]
    public void A_finding_that_is_new_or_gone_differs()
    {
        var tier = new ExpectedTier("quick", new([], [1]), [new("a.gone", 1, 0.1, 0.1, "floor"), new("a.here", 1, 0.1, 0.1, "floor")]);
        MeasuredFinding[] found = [Measured("here"), Measured("new")];
        Assert.Equal(
            ["here ", "new has no committed figure; write one with verify --only findings --update", "gone the experiment gave no such finding"],
            FindingCheck.All(found, tier, [], [1]).Select(c => $"{c.Name[2..]} {c.Difference}"));
        Assert.Equal(["a.here", "a.new"], FindingCheck.All(found, tier, ["a.here"], [1]).Select(c => c.Name));
        Assert.All(FindingCheck.All(found, null, [], [1]), c => Assert.Null(c.Report.Within));

        static MeasuredFinding Measured(string name) => new("a", new(name, "", 1, double.NaN, double.NaN, 1, ""), [1]);
    }

    [Fact]
    public void Of_several_seeds_the_one_outside_is_told()
    {
        var tier = new ExpectedTier("full", new([], [1, 2, 3]), [new("a.b", 1, 0.1, 0.2, "floor")]);
        var check = Assert.Single(FindingCheck.All([new("a", new("b", "", 1, double.NaN, double.NaN, 1, ""), [1, 1.15, 1.3])], tier, [], [1, 2, 3]));
        Assert.Equal((3, "1.3, expected 1 within 0.2 (seed 3)"), (check.Seed, check.Difference));
    }

    [Fact]
    public void The_committed_figures_are_of_the_committed_nano_and_of_every_experiment()
    {
        var file = ExpectedFindings.Read(Committed);
        Assert.Equal(CheckpointWeights.Hash(CheckpointFolder.Find("nano").Folder), file.ModelHash);
        Assert.Equal(["quick", "default", "full"], file.Tiers.Select(t => t.Tier));
        var wide = file.Of(VerifyTier.Default, Committed);
        Assert.Equal(ExperimentCatalogue.All.Select(e => e.Name), wide.Findings.Select(f => f.Name.Split('.', 2)[0]).Distinct().Order(StringComparer.Ordinal));
        Assert.All(file.Tiers, tier => Assert.Equal(JsonSerializer.Serialize(FindingsPlan.Of(Enum.Parse<VerifyTier>(tier.Tier, true))), JsonSerializer.Serialize(tier.Plan)));
    }

    [Fact]
    public void The_full_tier_reads_every_text_at_every_length_with_several_seeds_and_all_experiments()
    {
        var full = FindingsPlan.Of(VerifyTier.Full);
        Assert.Equal(ExperimentCatalogue.All.Select(e => e.Name), full.Experiments().Order(StringComparer.Ordinal));
        string[] files = [.. Directory.GetFiles(Path.Combine(WorkbookRoot.Find(), "data", "texts")).Select(path => Path.GetFileNameWithoutExtension(path)!)];
        Assert.True(files.Length >= 8);
        Assert.All(full.Runs, run =>
        {
            Assert.Equal(files.Append("stories").Append("tales").Order(), run.Texts.Order());
            Assert.Equal([32, 64, 128, 256, 512, 1024], run.Lengths);
        });
        Assert.Equal(3, full.Seeds.Distinct().Count());
        Assert.Equal(ExperimentCatalogue.All.Select(e => e.Name), FindingsPlan.Of(VerifyTier.Default).Experiments().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("quick")]
    [InlineData("default")]
    [InlineData("full")]
    public void No_committed_tolerance_lets_a_figure_off_or_is_passed_by_itself(string name)
    {
        var tier = ExpectedFindings.Read(Committed).Tiers.Single(t => t.Tier == name);
        foreach (var expected in tier.Findings.Where(f => f.Value is not null))
        {
            var value = expected.Value!.Value;
            // A share moves by whole observations; any other figure is held to a part of itself or of its interval.
            Assert.True(expected.Tolerance < Math.Max(0.2, 0.25 * Math.Abs(value)), $"{expected.Name}: {value} within {expected.Tolerance}");
            foreach (var sign in new[] { -1, 1 })
            {
                Assert.Null(Check(value + 0.99 * sign * expected.Tolerance).Difference);
                Assert.NotNull(Check(value + 1.01 * sign * expected.Tolerance).Difference);
            }

            FindingCheck Check(double got)
            {
                var parts = expected.Name.Split('.', 2);
                return FindingCheck.All([new(parts[0], new(parts[1], "", got, double.NaN, double.NaN, 1, ""), [got])], tier, [expected.Name], [tier.Plan.Seeds[0]]).Single();
            }
        }
    }

    [Fact]
    public void What_seeds_share_is_measured_once()
    {
        var plan = new FindingsPlan([new(["dilution"], ["story", "stories"], [8, 16])], [1, 2]);
        using var store = PieceStore.Temporary();
        var kept = new FindingsMeasurement("nano", plan, store, TestContext.Current.CancellationToken);
        var runs = plan.Seeds.Select(seed => kept.Run(seed)).ToArray();
        Assert.NotEqual(runs[0][0].Find("sinkWeight").Value, runs[1][0].Find("sinkWeight").Value);
        // Four layers of one text, and of one generated text a seed; what the other seed measured is no earlier run's.
        Assert.Equal((16, 0), (kept.Pieces, kept.Reused));
        Assert.Equal(12, Directory.GetFiles(store.Folder, "*.piece", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void A_rounding_moves_every_weight_matrix_and_by_no_more()
    {
        using var checkpoint = Checkpoint.Load("nano");
        var before = checkpoint.Model.TokenEmbedding.data<float>().ToArray();
        RoundingNoise.Apply(checkpoint.Model, 1);
        var changes = checkpoint.Model.TokenEmbedding.data<float>().ToArray().Zip(before, (a, b) => b == 0 ? 0 : Math.Abs(a - b) / Math.Abs(b)).ToArray();
        Assert.InRange(changes.Max(), 1e-7, 1e-6);
        Assert.InRange(changes.Count(c => c > 0), changes.Length / 4, changes.Length);
    }

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
    [InlineData("", "")]
    [InlineData("{\"format\": \"workbook-expected-findings\", \"version\": 2, \"model\": \"nano\"", "")]
    [InlineData("{\"format\": \"workbook-expected-findings\", \"version\": 1, \"tiers\": []}", "")]
    [InlineData(OneFinding + "{ \"name\": \"a.b\", \"value\": 1, \"otherSeeds\": 1, \"rule\": \"floor\" }" + Rest, "tolerance")]
    [InlineData(OneFinding + "{ \"name\": \"a.b\", \"value\": \"x\", \"tolerance\": 1, \"otherSeeds\": 1, \"rule\": \"floor\" }" + Rest, "value")]
    [InlineData(OneFinding + "{ \"name\": \"a.b\", \"value\": 1, \"tolerance\": -1, \"otherSeeds\": 1, \"rule\": \"floor\" }" + Rest, "a.b in tier quick has no finite value with positive tolerances")]
    [InlineData(OneFinding + "null" + Rest, "")]
    [InlineData("{\"format\": \"workbook-expected-findings\", \"version\": 1, \"model\": \"nano\", \"modelHash\": \"\", \"tiers\": []}", "its format is not workbook-expected-findings 2")]
    public void A_damaged_file_is_one_sentence(string content, string says)
    {
        var path = Path.Combine(_folder.Path, "damaged.json");
        File.WriteAllText(path, content);
        var error = Assert.Throws<WorkbookException>(() => ExpectedFindings.Read(path));
        Assert.Contains("can't be read", error.Message, StringComparison.Ordinal);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
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
