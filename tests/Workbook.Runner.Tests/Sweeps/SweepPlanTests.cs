using CsCheck;
using Workbook.Runner.Sweeps;
using Workbook.Runner.Tests.Session;
using Xunit;

namespace Workbook.Runner.Tests.Sweeps;

public sealed class SweepPlanTests
{
    private const string Whole = """{ "version": 1, "experiments": ["dilution"], "texts": ["a.txt", "b.txt"], "lengths": [16, 32], "seeds": [1, 2, 3] }""";

    [Fact]
    public void A_plan_has_an_item_for_each_model_experiment_text_and_seed()
    {
        var plan = Read(Whole);
        Assert.Equal(6, plan.Items.Count);
        Assert.Equal(new SweepItem(4, "dilution", "nano", "b.txt", 2), plan.Items[4]);
        Assert.Equal(Enumerable.Range(0, 6), plan.Items.Select(item => item.Index));
        Assert.Equal([16, 32], plan.Options(plan.Items[4]).Lengths);
        Assert.Equal(2, plan.Options(plan.Items[4]).Seed);
    }

    [Fact]
    public void The_hash_tells_plans_apart_and_ignores_how_they_are_written()
    {
        var hash = Read(Whole).Hash;
        Assert.Equal(hash, Read(Whole.Replace(",", ",\n  ", StringComparison.Ordinal)).Hash);
        Assert.NotEqual(hash, Read(Whole.Replace("32", "33", StringComparison.Ordinal)).Hash);
        Assert.NotEqual(hash, Read(Whole.Replace("a.txt", "c.txt", StringComparison.Ordinal)).Hash);
    }

    [Theory]
    [InlineData("\"lengths\"", "\"length\"", "\"length\" is no key of a plan")]
    [InlineData("\"version\": 1,", "", "lacks \"version\"")]
    [InlineData("\"version\": 1", "\"version\": 2", "\"version\" is 2, this workbook reads 1")]
    [InlineData("dilution", "delusion", "no experiment \"delusion\"")]
    [InlineData("b.txt", "a.txt", "\"texts\" names a twice")]
    [InlineData("[16, 32]", "[32, 16]", "lengths must ascend")]
    [InlineData("[16, 32]", "[16, \"x\"]", "could not be converted")]
    [InlineData("[1, 2, 3]", "[]", "\"seeds\" is empty")]
    [InlineData("[1, 2, 3]", "null", "seeds")]
    [InlineData("}", "", "can't be used")]
    [InlineData("\"seeds\": [1, 2, 3]", "\"seeds\": [1], \"seeds\": [2]", "Duplicate")]
    public void What_a_plan_gets_wrong_is_named(string part, string instead, string named)
    {
        var problem = Assert.Throws<UsageException>(() => Read(Whole.Replace(part, instead, StringComparison.Ordinal)));
        Assert.Contains(named, problem.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\n', problem.Message);
    }

    [Fact]
    public void A_plan_that_is_not_there_is_named()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "none.json");
        Assert.Contains(path, Assert.Throws<WorkbookException>(() => SweepPlan.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shards_share_the_items_out_without_gap_or_overlap() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 40]).Sample((count, items) =>
        {
            var all = Enumerable.Range(0, items).Select(i => new SweepItem(i, "dilution", "nano", "a", 1)).ToArray();
            var shares = Enumerable.Range(1, count).Select(number => all.Where(SweepShard.Parse($"{number}/{count}").Holds).ToArray()).ToArray();
            Assert.Equal(all, shares.SelectMany(share => share).OrderBy(item => item.Index));
            Assert.True(shares.Max(share => share.Length) - shares.Min(share => share.Length) <= 1);
        });

    [Theory]
    [InlineData("0/4")]
    [InlineData("5/4")]
    [InlineData("1")]
    [InlineData("a/b")]
    [InlineData("-1/4")]
    [InlineData("1/0")]
    public void A_shard_that_does_not_exist_is_refused(string text) =>
        Assert.Contains(text, Assert.Throws<UsageException>(() => SweepShard.Parse(text)).Message, StringComparison.Ordinal);

    private static SweepPlan Read(string json)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "plan.json");
        File.WriteAllText(path, json);
        return SweepPlan.Read(path);
    }
}
