using System.Diagnostics;
using System.Text.Json;
using Workbook.Claims;
using Workbook.Runner.Commands;
using Workbook.Runner.Report.MathMl;
using Workbook.Runner.Tests.Session;
using Xunit;

namespace Workbook.Runner.Tests.Commands;

/// <summary>The verb <c>verify</c> as a process, and the committed verdicts.</summary>
public sealed class VerifyCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_claim_is_attacked_and_its_counterexample_printed()
    {
        var (code, output, error) = await RunnerProcess.RunAsync(_folder, "verify", "--quick", "--claim", "sensitivity.quarter");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("refuted", output, StringComparison.Ordinal);
        Assert.Contains("counterexample: l = (0, 0); T = 1", output, StringComparison.Ordinal);
        Assert.Contains("A quick search leaves out:", output, StringComparison.Ordinal);
        Assert.Contains("1,000 random instances a claim instead of 10,000", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_search_tries_ten_thousand_random_instances_and_answers_programs_in_JSON()
    {
        var (code, output, error) = await RunnerProcess.RunAsync(_folder, "verify", "--json", "--seed", "3", "--claim", "sensitivity.entry", "weights.published");
        Assert.Equal(0, code);
        Assert.Contains("1/2", error, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(output);
        Assert.True(json.RootElement.GetProperty("ok").GetBoolean());
        Assert.Equal(3, json.RootElement.GetProperty("seed").GetInt32());
        Assert.Empty(json.RootElement.GetProperty("leftOut").EnumerateArray());
        var claims = json.RootElement.GetProperty("claims").EnumerateArray().ToArray();
        Assert.Equal(["tight", "loose"], claims.Select(c => c.GetProperty("verdict").GetString()));
        Assert.All(claims, c => Assert.Equal(10_000, c.GetProperty("randomInstances").GetInt32()));
    }

    [Theory]
    [InlineData("tight", "2", "sensitivity.quarter: refuted, expected tight.")]
    [InlineData("refuted", "2", "")]
    public async Task A_verdict_that_differs_from_the_expected_one_fails(string verdict, string ratio, string message)
    {
        _folder.Write("expected.json", $$"""{ "format": "workbook-expected-claims", "version": 1, "claims": [ { "id": "sensitivity.quarter", "verdict": "{{verdict}}", "ratio": {{ratio}} } ] }""");
        var (code, _, error) = await RunnerProcess.RunAsync(_folder, "verify", "--quick", "--claim", "sensitivity.quarter", "--expected", "expected.json");
        Assert.Equal((message.Length > 0 ? 1 : 0, message), (code, error.TrimEnd()));
    }

    [Theory]
    [InlineData(1, "The expected verdicts in none.json can't be read", "--only", "claims", "--expected", "none.json")]
    [InlineData(2, "There is no claim \"sensitivity.shrap\"; near it are sensitivity.sharp, ", "--claim", "sensitivity.shrap")]
    [InlineData(2, "--update and --quick exclude each other", "--quick", "--update")]
    [InlineData(2, "--trace and --model exclude each other", "--trace", "a", "--model", "nano")]
    [InlineData(2, "--text needs --model", "--text", "a")]
    public async Task Wrong_requests_are_one_sentence(int expected, string sentence, params string[] arguments)
    {
        var (code, output, error) = await RunnerProcess.RunAsync(_folder, ["verify", .. arguments]);
        Assert.Equal((expected, ""), (code, output));
        Assert.StartsWith(sentence, error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.TrimEnd());
    }

    [Fact]
    public async Task A_models_own_rows_keep_every_claim_that_is_not_refuted()
    {
        var (code, output, error) = await RunnerProcess.RunAsync(_folder, "verify", "--quick", "--json", "--model", "nano", "--claim", "distance.published", "step.variation", "sensitivity.sharp", "resultant.mean-square");
        Assert.True(code == 0, error);
        using var json = JsonDocument.Parse(output);
        Assert.All(json.RootElement.GetProperty("claims").EnumerateArray(), c => Assert.True(c.GetProperty("realRows").GetInt32() >= 10, c.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task A_traces_rows_keep_every_claim_that_is_not_refuted()
    {
        var export = await RunnerProcess.RunAsync(_folder, "trace", "export", "--model", Path.Combine(Checkout.Root, "data", "nano"), "--text", "The cat sat on the mat and looked at the moon.", "--out", "cat.safetensors", "--parts", "logits,values,weights");
        Assert.Equal((0, ""), (export.Code, export.Error));
        var (code, output, error) = await RunnerProcess.RunAsync(_folder, "verify", "--quick", "--json", "--trace", "cat.safetensors", "--claim", "distance.published", "sensitivity.sharp", "resultant.mean-square");
        Assert.True(code == 0, error);
        using var json = JsonDocument.Parse(output);
        Assert.All(json.RootElement.GetProperty("claims").EnumerateArray(), c =>
        {
            Assert.True(c.GetProperty("realRows").GetInt32() >= 10, c.GetProperty("id").GetString());
            Assert.InRange(c.GetProperty("realRowsRatio").GetDouble(), 0.01, 1 + 1e-6);
        });
    }

    [Fact]
    public async Task A_verdict_says_where_its_claim_stands_for_people_and_for_programs()
    {
        var people = await RunnerProcess.RunAsync(_folder, "verify", "--quick", "--claim", "sensitivity.quarter");
        Assert.Contains("stated in: notebooks/04-temperature-and-gradients.dib#claim-sensitivity-quarter, figure #figure-temperature", people.Out, StringComparison.Ordinal);
        var programs = await RunnerProcess.RunAsync(_folder, "verify", "--quick", "--json", "--claim", "sensitivity.quarter");
        using var json = JsonDocument.Parse(programs.Out);
        var claim = Assert.Single(json.RootElement.GetProperty("claims").EnumerateArray());
        Assert.Equal(("04-temperature-and-gradients", "claim-sensitivity-quarter", "figure-temperature"), (claim.GetProperty("notebook").GetString(), claim.GetProperty("anchor").GetString(), claim.GetProperty("figure").GetString()));
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("--update")]
    public async Task Ctrl_C_ends_with_130_and_one_sentence_and_leaves_no_half_of_anything(string option)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows has no SIGINT to send.");
        const string Committed = """{ "format": "workbook-expected-claims", "version": 1, "claims": [ { "id": "sensitivity.quarter", "verdict": "tight", "ratio": 1 } ] }""";
        _folder.Write("expected.json", Committed);
        using var process = RunnerProcess.Start(_folder, "verify", option, "--only", "claims", "--expected", "expected.json");

        // The first verdict shows that the search is under way: on the error stream when the output is for a program.
        var watched = option == "--json" ? process.StandardError : process.StandardOutput;
        var other = (option == "--json" ? process.StandardOutput : process.StandardError).ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("  1/", await watched.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        var rest = await watched.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, process.ExitCode);
        var (output, error) = option == "--json" ? (await other, rest) : (rest, await other);
        Assert.Equal("Stopped.", error.TrimEnd().Split('\n')[^1]);
        Assert.DoesNotContain("{", output, StringComparison.Ordinal);
        Assert.Equal(Committed, await File.ReadAllTextAsync(Path.Combine(_folder.Path, "expected.json"), TestContext.Current.CancellationToken));
        Assert.Equal(["expected.json"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void The_committed_verdicts_are_those_of_the_ledgers_claims()
    {
        var path = Path.Combine(WorkbookRoot.Find(), "data", "expected", "claims.json");
        var expected = JsonSerializer.Deserialize(File.ReadAllText(path), ExpectedClaimsJson.Default.ExpectedClaims)!;
        static IEnumerable<string> WithoutCatalogue(IEnumerable<string> ids) => ids.Where(id => !ExpectedClaim.IsOfCatalogue(id));
        Assert.Equal(WithoutCatalogue(ClaimLedger.All.Select(c => c.Claim.Id)), WithoutCatalogue(expected.Claims.Select(c => c.Id)));
    }

    [Fact]
    public void Every_statement_of_the_ledger_can_be_set_in_a_page() =>
        Assert.All(ClaimLedger.All, c => MathMlConverter.Convert(c.Claim.Statement, display: true));

    [Theory]
    [InlineData(1.0, 1.0, false, null)]
    [InlineData(0.9, 1.0, true, null)]
    [InlineData(0.9, 1.0, false, "the best ratio is 0.9, expected 1")]
    [InlineData(0.9, 0.85, true, "the best ratio is 0.9, expected 0.85")]
    public void A_short_search_may_come_less_close_but_not_closer(double found, double committed, bool quick, string? difference)
    {
        var claim = ClaimLedger.Find("weights.published").Claim;
        var verdict = new Verdict(claim, VerdictKind.Loose, new Comparison(found, 1), null, InstanceParts.Row, 1, 1, TimeSpan.Zero);
        Assert.Equal(difference, new ExpectedClaim(claim.Id, "loose", committed).Difference(verdict, quick));
    }
}
