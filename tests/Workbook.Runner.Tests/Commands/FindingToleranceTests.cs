using Workbook.Experiments;
using Workbook.Runner.Commands;
using Xunit;

namespace Workbook.Runner.Tests.Commands;

/// <summary>When <c>verify</c> takes a finding for the expected one.</summary>
public sealed class FindingToleranceTests
{
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
}
