using Workbook.Claims;
using Xunit;

namespace Workbook.Tests.Claims;

public class ClaimTests
{
    [Theory]
    [InlineData("weights.published", VerdictKind.Loose)]
    [InlineData("weights.sharp", VerdictKind.Tight)]
    [InlineData("entropy.sharp", VerdictKind.Tight)]
    [InlineData("distance.published", VerdictKind.Tight)]
    [InlineData("distance.any-set", VerdictKind.Refuted)]
    [InlineData("distance.sharp", VerdictKind.Tight)]
    [InlineData("distance.two-sided", VerdictKind.Tight)]
    [InlineData("expectation.lower", VerdictKind.Tight)]
    [InlineData("expectation.flat", VerdictKind.Tight)]
    [InlineData("sensitivity.published", VerdictKind.Refuted)]
    [InlineData("sensitivity.sharp", VerdictKind.Tight)]
    [InlineData("sensitivity.entry", VerdictKind.Tight)]
    [InlineData("sensitivity.probe", VerdictKind.Tight)]
    [InlineData("step.euclidean", VerdictKind.Tight)]
    [InlineData("step.variation", VerdictKind.Tight)]
    public void The_search_finds_the_verdict_of_the_theory(string id, VerdictKind expected) =>
        Assert.Equal(expected, ClaimLedger.Check(id).Kind);

    [Fact]
    public void Every_claim_of_the_ledger_has_an_expected_verdict_above()
    {
        var expected = typeof(ClaimTests).GetMethod(nameof(The_search_finds_the_verdict_of_the_theory))!
            .GetCustomAttributesData().Where(a => a.AttributeType == typeof(InlineDataAttribute))
            .Select(a => (string)((IReadOnlyCollection<System.Reflection.CustomAttributeTypedArgument>)a.ConstructorArguments[0].Value!).First().Value!);
        Assert.Equal(ClaimLedger.All.Select(c => c.Claim.Id).Order(), expected.Order());
    }

    [Fact]
    public void Other_seeds_reach_the_same_verdict_on_a_refuted_claim()
    {
        foreach (var seed in new[] { 2, 3, 4 })
            Assert.Equal(VerdictKind.Refuted, ClaimLedger.Check("distance.any-set", new SearchOptions(Seed: seed)).Kind);
    }

    [Fact]
    public void A_counterexample_is_simplified_and_still_refutes()
    {
        var verdict = ClaimLedger.Check("sensitivity.published");
        Assert.Equal(2, verdict.Instance.Length);
        Assert.Equal(1, verdict.Instance.Temperature);
        Assert.True(ClaimLedger.Find("sensitivity.published").Compare(verdict.Instance).Violates);
        Assert.Contains("counterexample: l = (", verdict.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_claim_names_its_source_and_states_itself_in_words_and_in_LaTeX() =>
        Assert.All(ClaimLedger.All, c => Assert.DoesNotContain("", new[] { c.Claim.Words, c.Claim.Statement, c.Claim.Source, c.Claim.Conditions }));

    [Fact]
    public void A_search_repeats_itself_exactly()
    {
        var first = ClaimLedger.Check("step.euclidean");
        var second = ClaimLedger.Check("step.euclidean");
        Assert.Equal(first.Sides, second.Sides);
        Assert.Equal(first.Tried, second.Tried);
    }

    [Fact]
    public void A_broken_bound_is_refuted() =>
        Assert.Equal(VerdictKind.Refuted, ClaimSearch.Run(new Shrunk(ClaimLedger.Find("step.variation"), 0.97)).Kind);

    [Fact]
    public void An_unknown_claim_is_named_with_the_known_ones() =>
        Assert.Contains("sensitivity.sharp", Assert.Throws<WorkbookException>(() => ClaimLedger.Find("no such")).Message, StringComparison.Ordinal);

    [Fact]
    public void Verdicts_show_as_cards_and_as_a_table()
    {
        Assert.Contains("holds and is tight", ClaimLedger.Check("sensitivity.sharp").ToHtml(), StringComparison.Ordinal);
        Assert.Contains("refuted as stated", ClaimLedger.Table("sensitivity.published", "sensitivity.sharp").ToText(), StringComparison.Ordinal);
    }

    /// <summary>A claim whose bound is made too small by a factor.</summary>
    private sealed class Shrunk(IClaim claim, double factor) : IClaim
    {
        public Claim Claim => claim.Claim;

        public InstanceParts Uses => claim.Uses;

        public bool Admits(Instance instance) => claim.Admits(instance);

        public Comparison Compare(Instance instance) => claim.Compare(instance) is var sides ? sides with { Bound = factor * sides.Bound } : sides;
    }
}
