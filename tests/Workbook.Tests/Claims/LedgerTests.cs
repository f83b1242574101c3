using System.Text.Json;
using TorchSharp;
using Workbook.Claims;
using Xunit;

namespace Workbook.Tests.Claims;

public class LedgerTests
{
    private static readonly IInstanceClaim[] Instances = [.. ClaimLedger.All.OfType<IInstanceClaim>()];

    // The verdicts in data/expected, which a slip in a formula must not survive.
    private static readonly Dictionary<string, VerdictKind> Committed = JsonDocument.Parse(File.ReadAllText(Path.Combine(Workbook.Tests.Gpt2.Reference.Root, "data", "expected", "claims.json")))
        .RootElement.GetProperty("claims").EnumerateArray().ToDictionary(c => c.GetProperty("id").GetString()!, c => Enum.Parse<VerdictKind>(c.GetProperty("verdict").GetString()!, ignoreCase: true));

    public static TheoryData<string> InstanceIds => [.. Instances.Select(c => c.Claim.Id)];

    public static TheoryData<string> DifferentiableIds => [.. Instances.Where(c => c.IsDifferentiable).Select(c => c.Claim.Id)];

    public static TheoryData<string> MeasuredIds => [.. ClaimLedger.All.OfType<IMeasuredClaim>().Select(c => c.Claim.Id)];

    [Fact]
    public void Every_claim_states_itself_and_its_source_once()
    {
        Assert.True(ClaimLedger.All.Count >= 277);
        Assert.All(ClaimLedger.All, c => Assert.DoesNotContain("", new[] { c.Claim.Id, c.Claim.Words, c.Claim.Statement, c.Claim.Source, c.Claim.Conditions, c.Claim.Notebook }));
        Assert.Empty(ClaimLedger.All.GroupBy(c => c.Claim.Id).Where(g => g.Count() > 1).Select(g => g.Key));
    }

    [Theory, MemberData(nameof(Notebooks))]
    public void Every_claim_is_marked_once_in_the_section_that_it_names_and_its_figure_stands_in_the_notebook(string notebook)
    {
        var text = File.ReadAllText(Path.Combine(Workbook.Tests.Gpt2.Reference.Root, "notebooks", notebook + ".dib"));
        var sections = text.Split("\n## ").Skip(1).ToDictionary(s => s.Split('\n')[0], s => s);
        var faults = new List<string>();
        foreach (var claim in ClaimLedger.All.Select(c => c.Claim).Where(c => c.Notebook == notebook))
        {
            if (!sections.TryGetValue(claim.Section, out var section))
                faults.Add($"{claim.Id} names the section '{claim.Section}', which {notebook} has not.");

            // A normalizer or variant added by one file brings claims that no prose knows yet: they stand in the chapter's list until their verdicts are committed.
            var mark = $"[{claim.Id}](06-claims.dib#{ClaimIndex.LineOf(claim)})";
            var marks = text.Split(mark).Length - 1;
            var isNew = (claim.Id.StartsWith("normalizer.", StringComparison.Ordinal) || claim.Id.StartsWith("variant.", StringComparison.Ordinal)) && !Committed.ContainsKey(claim.Id);
            if (!(isNew && marks == 0) && (marks != 1 || section?.Contains(mark, StringComparison.Ordinal) != true))
                faults.Add($"{claim.Id} is marked {marks} times in {notebook}; once in '{claim.Section}' is right.");
            var shown = claim.Figure.EndsWith("-others", StringComparison.Ordinal) ? $"ClaimFigures.Others(\"{notebook}\")" : $"ClaimIndex.Shown(\"{claim.Figure}\"";
            if (text.Split(shown).Length != 2)
                faults.Add($"{claim.Id} names the figure '{claim.Figure}', which {notebook} does not show exactly once.");
        }

        Assert.Empty(faults);
    }

    public static TheoryData<string> Notebooks => [.. ClaimLedger.All.Select(c => c.Claim.Notebook).Where(n => n != "06-claims").Distinct()];

    [Fact]
    public void The_documented_claim_is_the_tested_one_and_holds()
    {
        var root = Workbook.Tests.Gpt2.Reference.Root;
        var code = File.ReadAllText(Path.Combine(root, "tests", "Workbook.Tests", "Claims", "MeanClaims.cs"));
        var shown = code.Replace("using Workbook.Claims;\n", "", StringComparison.Ordinal).Replace("namespace Workbook.Tests.Claims;", "namespace Workbook.Claims;", StringComparison.Ordinal);
        Assert.Contains("```csharp\n" + shown + "```", File.ReadAllText(Path.Combine(root, "docs", "extending.md")), StringComparison.Ordinal);
        var verdict = ClaimSearch.Run(new MeanClaims().Claims.Single());
        Assert.Equal(VerdictKind.Tight, verdict.Kind);
        Assert.Contains(verdict.FoundBy, new[] { "known construction", "random instances", "gradient ascent", "local search" });
    }

    [Fact]
    public void A_mean_of_draws_that_misses_is_measured_again_before_it_refutes()
    {
        var misses = 0;
        var once = new Figure(seed => seed == 1 ? new MeasuredFigure(1, 0.1, 0, 0.1, 50) : new MeasuredFigure(0, 0.1, 0, 0.1, 500), () => misses++);
        Assert.Equal(VerdictKind.Empirical, ClaimSearch.Run(once).Kind);
        Assert.Equal(2, misses);
        Assert.Equal(VerdictKind.Refuted, ClaimSearch.Run(new Figure(_ => new MeasuredFigure(1, 0.1, 0, 0.1, 50), () => { })).Kind);
    }

    [Theory, MemberData(nameof(InstanceIds))]
    public void Enough_random_instances_meet_the_conditions(string id)
    {
        var verdict = ClaimSearch.Run(ClaimLedger.Find(id), new SearchOptions(RandomInstances: 60, Climbers: 1, Steps: 0) { AscentSteps = 0, Restarts = 2, AscentShapes = 1 });
        Assert.Equal(60, verdict.RandomTried);
    }

    [Theory, MemberData(nameof(DifferentiableIds))]
    public void The_tensor_form_equals_the_exact_one(string id)
    {
        var claim = Instances.Single(c => c.Claim.Id == id);
        using var scope = torch.NewDisposeScope();
        var random = new Random(3);
        var compared = 0;
        foreach (var length in new[] { claim.ShortestRow, claim.ShortestRow + 1, Math.Min(claim.LongestRow, 7) }.Distinct())
        {
            Instance[] drawn = [.. Enumerable.Range(0, 60).Select(_ => Draw(random, length))];
            Instance[] rows = [.. new RowBatch(drawn).ToInstances().Where(claim.Admits)];
            if (rows.Length == 0)
                continue;
            var sides = claim.Sides(new RowBatch(rows))!;
            var (value, bound) = (sides.Value.data<double>().ToArray(), sides.Bound.data<double>().ToArray());
            for (var b = 0; b < rows.Length; b++)
            {
                var exact = claim.Compare(rows[b]);
                var slack = 1e-7 * Math.Max(Math.Max(Math.Abs(exact.Value), Math.Abs(exact.Bound)), exact.Scale);
                Assert.InRange(value[b], exact.Value - slack, exact.Value + slack);
                Assert.InRange(bound[b], exact.Bound - slack, exact.Bound + slack);
                compared++;
            }
        }

        Assert.True(compared >= 10, $"only {compared} rows met the conditions");
    }

    [Theory, MemberData(nameof(InstanceIds))]
    public void A_mutated_bound_changes_the_verdict(string id)
    {
        var claim = Instances.Single(c => c.Claim.Id == id);
        var options = SearchOptions.Quick with { RandomInstances = 500, AscentSteps = 60, AscentShapes = 2 };
        var verdict = ClaimSearch.Run(claim, options);
        Assert.Equal(Committed.GetValueOrDefault(id, verdict.Kind), verdict.Kind);
        VerdictKind Mutated(double factor) => ClaimSearch.Run(new Scaled(claim, factor), options).Kind;
        switch (verdict.Kind)
        {
            case VerdictKind.Tight when verdict.Sides.Equality:
                Assert.Equal(VerdictKind.Refuted, Mutated(1.02));
                Assert.Equal(VerdictKind.Refuted, Mutated(0.99));
                break;
            case VerdictKind.Tight:
                Assert.Equal(VerdictKind.Loose, Mutated(1.02));
                Assert.Equal(VerdictKind.Refuted, Mutated(0.99));
                break;
            case VerdictKind.Loose:
                Assert.Equal(VerdictKind.Refuted, Mutated(0.99 * verdict.Best));
                break;
            case VerdictKind.Refuted when double.IsFinite(verdict.Best):
                Assert.NotEqual(VerdictKind.Refuted, Mutated(1.01 * verdict.Best));
                break;
            default:
                // A bound that is not positive where it fails: no factor mends it.
                Assert.Equal(VerdictKind.Refuted, Mutated(1000));
                break;
        }
    }

    [Theory, MemberData(nameof(MeasuredIds))]
    public void A_measured_claim_moved_past_its_tolerance_is_refuted(string id)
    {
        var claim = (IMeasuredClaim)ClaimLedger.Find(id);
        var figure = claim.Measure(1, 0.1);
        var kind = ClaimSearch.Run(claim).Kind;
        Assert.Equal(figure.Agrees ? VerdictKind.Empirical : VerdictKind.Refuted, kind);
        Assert.Equal(Committed.GetValueOrDefault(id, kind), kind);
        Assert.False((figure with { Expected = figure.Figure + 1.01 * (figure.Tolerance + figure.HalfWidth) }).Agrees);
        Assert.True((figure with { Expected = figure.Figure + 0.99 * (figure.Tolerance + figure.HalfWidth) }).Agrees);
    }

    private sealed class Figure(Func<int, MeasuredFigure> measure, Action called) : IMeasuredClaim
    {
        public Claim Claim { get; } = new("figure", "a figure", "x", "test", ClaimKind.New, "none");

        public MeasuredFigure Measure(int seed, double effort)
        {
            called();
            return measure(seed);
        }
    }

    private static Instance Draw(Random random, int length)
    {
        double[] Normal(double size) => [.. Enumerable.Range(0, length).Select(_ => size * Workbook.Selection.GaussianDraw.Next(random))];
        var selected = Enumerable.Range(0, length).Select(_ => random.Next(2) == 0).ToArray();
        return new Instance(Normal(random.Next(2) == 0 ? 1.5 : 0.4), Math.Exp(0.3 * Workbook.Selection.GaussianDraw.Next(random)), [.. Enumerable.Range(0, length).Select(_ => Normal(1).Take(1).Concat(Normal(1).Take(1)).ToArray())], selected, Normal(1))
        {
            Amount = 0.05 + random.NextDouble(),
        };
    }
}
