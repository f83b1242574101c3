using System.Text.Json;
using Workbook.Experiments;
using Workbook.Gpt2;
using Workbook.Runner.Commands;
using Workbook.Runner.Tests.Session;
using Xunit;

namespace Workbook.Runner.Tests.Commands;

/// <summary>The file of expected findings: the committed one, its plans and tolerances, and damaged ones.</summary>
public sealed class ExpectedFindingsTests : IDisposable
{
    private static readonly string Committed = Path.Combine(WorkbookRoot.Find(), "data", "expected", "findings-nano.json");

    private const string OneFinding = """{ "format": "workbook-expected-findings", "version": 2, "model": "nano", "modelHash": "", "tiers": [{ "tier": "quick", "plan": { "runs": [], "seeds": [1] }, "findings": [""";

    private const string Rest = "] }] }";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

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
}
