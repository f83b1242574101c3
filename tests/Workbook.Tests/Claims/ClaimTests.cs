using Workbook.Claims;
using Xunit;

namespace Workbook.Tests.Claims;

public class ClaimTests
{
    private static readonly SearchOptions Alone = SearchOptions.Quick with { UseKnown = false };

    [Theory]
    [InlineData("sensitivity.quarter", VerdictKind.Refuted)]
    [InlineData("sensitivity.published", VerdictKind.Refuted)]
    [InlineData("sensitivity.sharp", VerdictKind.Tight)]
    [InlineData("sensitivity.entry", VerdictKind.Tight)]
    [InlineData("theorem2.upper", VerdictKind.Refuted)]
    [InlineData("distance.any-set", VerdictKind.Refuted)]
    [InlineData("expectation.linear", VerdictKind.Refuted)]
    [InlineData("distance.collapse", VerdictKind.Refuted)]
    [InlineData("expectation.plug-in-lower", VerdictKind.Refuted)]
    [InlineData("expectation.plug-in-upper", VerdictKind.Refuted)]
    [InlineData("jacobian.softpick-any", VerdictKind.Refuted)]
    public void The_search_alone_finds_the_verdict_without_any_known_construction(string id, VerdictKind expected)
    {
        foreach (var seed in new[] { 1, 2, 3 })
            Assert.Equal(expected, ClaimLedger.Check(id, Alone with { Seed = seed }).Kind);
    }

    [Fact]
    public void The_full_search_alone_finds_that_the_entropy_does_not_count_the_tokens_to_keep()
    {
        // One token of a third of the mass above hundreds: few random rows come near it.
        var options = new SearchOptions { UseKnown = false };
        Assert.Equal([VerdictKind.Refuted, VerdictKind.Refuted], new[] { 1, 2 }.Select(seed => ClaimLedger.Check("critical.effective", options with { Seed = seed }).Kind));
    }

    [Theory]
    [InlineData("sensitivity.quarter", VerdictKind.Refuted, 1.98)]
    [InlineData("sensitivity.sharp", VerdictKind.Tight, 0.99)]
    [InlineData("sensitivity.entry", VerdictKind.Tight, 0.99)]
    [InlineData("theorem2.upper", VerdictKind.Refuted, 1.005)]
    public void The_search_climbs_to_the_discovery_when_no_row_with_a_tie_is_given_to_it(string id, VerdictKind expected, double ratio)
    {
        var claim = new WithoutTies((IInstanceClaim)ClaimLedger.Find(id));
        foreach (var seed in new[] { 1, 2 })
        {
            var verdict = ClaimSearch.Run(claim, Alone with { Seed = seed });
            Assert.Equal(expected, verdict.Kind);
            Assert.InRange(verdict.Best, ratio, double.MaxValue);
        }
    }

    [Theory]
    [InlineData("sensitivity.sharp", 0.99)]
    [InlineData("sensitivity.quarter", 1.98)]
    [InlineData("step.euclidean", 0.99)]
    [InlineData("output.jacobian", 0.99)]
    [InlineData("entropy.sharp", 0.99)]
    [InlineData("theorem2.upper", 1.005)]
    [InlineData("resultant.centre", 0.99)]
    public void Gradient_ascent_reaches_what_a_handful_of_random_rows_does_not(string id, double ratio)
    {
        var claim = (IInstanceClaim)ClaimLedger.Find(id);
        var options = Alone with { RandomInstances = 5, Steps = 0, Seed = 4 };
        var without = ClaimSearch.Run(new WithoutGradient(claim), options);
        var with = ClaimSearch.Run(claim, options with { AscentSteps = 150 });
        Assert.True(with.Best > without.Best, $"{with.Best} is not above {without.Best}");
        Assert.InRange(with.Best, ratio, double.MaxValue);
        Assert.Equal("gradient ascent", with.FoundBy);
    }

    [Fact]
    public void A_counterexample_is_simplified_and_still_refutes()
    {
        var verdict = ClaimLedger.Check("sensitivity.published");
        Assert.Equal(2, verdict.Instance!.Length);
        Assert.Equal(1, verdict.Instance.Temperature);
        Assert.True(((IInstanceClaim)ClaimLedger.Find("sensitivity.published")).Compare(verdict.Instance).Violates);
        Assert.Contains("counterexample: l = (", verdict.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_worst_ratio_of_a_refuted_claim_is_reported_beside_its_simplest_counterexample()
    {
        var verdict = ClaimLedger.Check("sensitivity.quarter");
        Assert.Equal(2, verdict.Best, 1e-9);
        var box = ClaimLedger.Check("sensitivity.published");
        Assert.True(box.Best > 300, $"T may fall to 0.001, but the worst ratio is {box.Best}");
    }

    [Fact]
    public void A_search_repeats_itself_exactly()
    {
        var first = ClaimLedger.Check("step.euclidean", Alone);
        var second = ClaimLedger.Check("step.euclidean", Alone);
        Assert.Equal(first.Sides, second.Sides);
        Assert.Equal(first.Tried, second.Tried);
        Assert.Equal(first.Best, second.Best);
    }

    [Fact]
    public void An_unknown_claim_is_named_with_the_near_ones() =>
        Assert.Contains("sensitivity.sharp", Assert.Throws<WorkbookException>(() => ClaimLedger.Find("sensitivty.shap")).Message, StringComparison.Ordinal);

    [Fact]
    public void Verdicts_show_as_cards_and_as_a_table()
    {
        Assert.Contains("holds and is tight", ClaimLedger.Check("sensitivity.sharp").ToHtml(), StringComparison.Ordinal);
        Assert.Contains("refuted as stated", ClaimLedger.Table("sensitivity.published", "sensitivity.sharp").ToText(), StringComparison.Ordinal);
        Assert.Contains("±", ClaimLedger.Check("separability.pair-normal").ToText(), StringComparison.Ordinal);
        Assert.Contains("holds with equality", ClaimLedger.Check("resultant.mean-square").ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_models_rows_are_compared_too_and_a_violation_among_them_refutes()
    {
        Instance[] rows = [Instance.Row([0.1, 0.4, -2]), Instance.Row([0, 3])];
        var claim = (IInstanceClaim)ClaimLedger.Find("weights.sharp");
        var verdict = ClaimSearch.Run(claim, Alone with { Rows = rows });
        Assert.Equal(2, verdict.Rows);
        Assert.Equal(1, verdict.RowsRatio, 1e-12);
        Assert.Contains("real rows", verdict.ToText(), StringComparison.Ordinal);

        // Made a little too strong, the two-token row is a counterexample, and it is said where it came from.
        var broken = ClaimSearch.Run(new Scaled(claim, 0.999), Alone with { RandomInstances = 1, AscentSteps = 0, Steps = 0, Rows = [rows[1]] });
        Assert.Equal(VerdictKind.Refuted, broken.Kind);
    }

    [Fact]
    public void A_cancelled_search_stops() =>
        Assert.Throws<OperationCanceledException>(() => ClaimLedger.Check("step.odds", Alone with { Cancellation = new CancellationToken(canceled: true) }));

    /// <summary>A claim on rows whose logits all differ: the construction of equal logits, known or drawn by chance, is out of reach.</summary>
    private sealed class WithoutTies(IInstanceClaim claim) : IInstanceClaim
    {
        public Claim Claim => claim.Claim;

        public InstanceParts Uses => claim.Uses;

        public int ShortestRow => claim.ShortestRow;

        public int LongestRow => claim.LongestRow;

        public bool IsDifferentiable => claim.IsDifferentiable;

        public bool Admits(Instance instance) => claim.Admits(instance) && instance.Logits.Order().ToArray() is var l && Enumerable.Range(1, l.Length - 1).All(i => l[i] - l[i - 1] > 1e-4 * instance.Temperature);

        public Comparison Compare(Instance instance) => claim.Compare(instance);

        public TensorSides? Sides(RowBatch rows) => claim.Sides(rows);
    }

    /// <summary>A claim that offers no differentiable form.</summary>
    private sealed class WithoutGradient(IInstanceClaim claim) : IInstanceClaim
    {
        public Claim Claim => claim.Claim;

        public InstanceParts Uses => claim.Uses;

        public int ShortestRow => claim.ShortestRow;

        public int LongestRow => claim.LongestRow;

        public bool Admits(Instance instance) => claim.Admits(instance);

        public Comparison Compare(Instance instance) => claim.Compare(instance);
    }
}
