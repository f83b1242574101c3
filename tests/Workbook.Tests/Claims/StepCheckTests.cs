using Workbook.Claims;
using Workbook.Selection;
using Xunit;

namespace Workbook.Tests.Claims;

public class StepCheckTests
{
    [Fact]
    public void A_true_step_says_how_close_it_came() =>
        Assert.Contains("400 random rows", StepCheck.AtMost("weights are at most one", x => x.Weights.Max(), _ => 1).ToText(), StringComparison.Ordinal);

    [Fact]
    public void A_false_step_fails_and_names_the_row()
    {
        var error = Assert.Throws<WorkbookException>(() => StepCheck.AtMost("weights are at most a half", x => x.Weights.Max(), _ => 0.5));
        Assert.Contains("l = (", error.Message, StringComparison.Ordinal);
        Assert.Throws<WorkbookException>(() => StepCheck.Equal("weights sum to two", x => x.Weights.Sum(), _ => 2));
    }

    [Fact]
    public void Sides_are_compared_in_their_own_size_however_small()
    {
        Assert.Contains("reaches it", StepCheck.AtMost("small and true", x => 1e-20 * x.Weights.Max(), _ => 1e-20).ToText(), StringComparison.Ordinal);
        Assert.Throws<WorkbookException>(() => StepCheck.AtMost("small and false", x => 1e-20 * x.Weights.Max(), _ => 0.5e-20));
        Assert.Throws<WorkbookException>(() => StepCheck.Equal("small and unequal", x => 1e-20 * x.Weights.Sum(), _ => 1.000001e-20));
        StepCheck.Equal("large and equal to rounding", x => 1e20 * x.Weights.Sum(), _ => 1e20);
    }

    [Fact]
    public void A_check_of_rows_that_say_nothing_checked_nothing()
    {
        var sparse = Assert.Throws<WorkbookException>(() => StepCheck.Equal("zero is zero", x => 0, _ => 0));
        Assert.StartsWith("The step 'zero is zero' checked nothing: only 0 of 400 random rows", sparse.Message, StringComparison.Ordinal);
        Assert.Contains("checked nothing", Assert.Throws<WorkbookException>(() => StepCheck.AtMost("few rows", x => x.Weights.Max(), _ => 1, when: x => x.Length == 12 && x.Size == 1)).Message, StringComparison.Ordinal);

        // Most rows are nothing beside the others: they do not count.
        static double Rare(Instance x) => x.Length == 12 && x.Size == 6 ? 1 : 0;
        Assert.Contains("checked nothing", Assert.Throws<WorkbookException>(() => StepCheck.AtMost("mostly nothing", Rare, Rare)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_side_that_is_no_number_fails() =>
        Assert.Contains("fails", Assert.Throws<WorkbookException>(() => StepCheck.AtMost("no number", x => double.NaN, _ => 1)).Message, StringComparison.Ordinal);

    [Fact]
    public void Rows_that_come_close_are_changed_to_come_closer()
    {
        var check = StepCheck.AtMost("the sharp bound", x => x.Weights.Max(), x => Workbook.Bounds.VanishingBounds.Sharp(x.Length, x.Spread).Upper, when: x => x.Length > 4 && x.Spread is > 1 and < 8);
        Assert.InRange(check.Closest, 0.99, 1 + 1e-12);

        // Few random rows come so close to two equal leaders that a false bound a little below one half is seen without the climb.
        Assert.Throws<WorkbookException>(() => StepCheck.AtMost("too strong a bound", x => Workbook.Bounds.SoftmaxJacobian.SpectralNorm(x.Weights), _ => 0.4999));
    }

    [Fact]
    public void Rows_of_numbers_are_compared_as_a_whole()
    {
        Assert.Contains("holds to rounding", StepCheck.Equal("twice the weights", x => Euclid.Times(2, x.Weights), x => Euclid.Sum(new[] { x.Weights, x.Weights })).ToText(), StringComparison.Ordinal);

        // The same length in another direction is not the same.
        Assert.Throws<WorkbookException>(() => StepCheck.Equal("reversed", x => x.Weights, x => [.. x.Weights.Reverse()]));
        Assert.Contains("compares", Assert.Throws<WorkbookException>(() => StepCheck.Equal("one less", x => x.Weights, x => x.Weights[1..])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_check_can_be_run_again_with_its_right_side_scaled()
    {
        var equal = StepCheck.Equal("weights sum to one", x => x.Weights.Sum(), _ => 1);
        Assert.True(equal.IsEquality);
        equal.RunScaled(1);
        Assert.Throws<WorkbookException>(() => equal.RunScaled(1.00001));
        var most = StepCheck.AtMost("weights are at most two", x => x.Weights.Max(), _ => 2);
        Assert.InRange(most.Closest, 0.49, 0.5);
        most.RunScaled(1.01 * most.Closest);
        Assert.Throws<WorkbookException>(() => most.RunScaled(0.98 * most.Closest));
    }

    [Fact]
    public void The_parts_of_a_row_fit_together() =>
        Assert.NotNull(StepCheck.Equal(
            "the output is the selected plus the rest",
            x => Euclid.Norm(Euclid.Sum(x.Y)),
            x => Euclid.Norm(Euclid.Minus(Euclid.Sum(x.Top.Select(i => x.Y[i])), Euclid.Times(-1, Euclid.Sum(x.Rest.Select(i => x.Y[i])))))));

    [Fact]
    public void Rows_have_a_selection_and_a_rest_and_come_in_every_length_that_is_asked_for()
    {
        var seen = new List<(int Length, int Size)>();
        StepCheck.Equal("seen", x => Note(seen, x), x => x.Weights.Sum(), longest: 5);
        Assert.Equal([2, 3, 4, 5], seen.Select(row => row.Length).Distinct().Order());
        Assert.All(seen, row => Assert.InRange(row.Size, 1, row.Length - 1));
        Assert.Contains(seen, row => row.Size == row.Length - 1);

        // 400 random rows, and 50 changes of each of the four closest, as far as they meet the conditions.
        Assert.InRange(seen.Count, 501, 600);
        seen.Clear();
        StepCheck.AtMost("seen", x => Note(seen, x), _ => 2);
        Assert.Equal(12, seen.Max(row => row.Length));
    }

    [Fact]
    public void A_condition_that_one_row_in_twelve_meets_has_its_400_rows_and_one_in_a_thousand_too_few()
    {
        Assert.Equal(400, StepCheck.AtMost("long", x => x.Weights.Max(), _ => 1, when: x => x.Length == 12).Counted);
        var rare = Assert.Throws<WorkbookException>(() => StepCheck.AtMost("rare", x => x.Weights.Max(), _ => 1, when: x => x.Length == 12 && x.Size == 2));
        Assert.Matches("only [1-9][0-9] of", rare.Message);
    }

    [Fact]
    public void A_failure_is_told_by_its_kind_with_both_sides()
    {
        Assert.Contains("1 = 2 is wrong for l = ", Assert.Throws<WorkbookException>(() => StepCheck.Equal("kind", _ => 1, _ => 2)).Message, StringComparison.Ordinal);
        Assert.Contains("3 ≤ 2 is wrong for l = ", Assert.Throws<WorkbookException>(() => StepCheck.AtMost("kind", _ => 3, _ => 2)).Message, StringComparison.Ordinal);
        Assert.Contains("2 = 3 is wrong", Assert.Throws<WorkbookException>(() => StepCheck.Equal("the component that differs most", _ => [5.0, 2.0], _ => [5.0, 3.0])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tolerance_is_said_and_held()
    {
        Assert.Contains("to a relative", StepCheck.Equal("a finite difference", _ => 1, _ => 1 + 5e-7, tolerance: 1e-6).ToText(), StringComparison.Ordinal);
        Assert.Contains("to rounding", StepCheck.Equal("exact", _ => 1, _ => 1).ToText(), StringComparison.Ordinal);
        Assert.Throws<WorkbookException>(() => StepCheck.Equal("too coarse", _ => 1, _ => 1 + 2e-6, tolerance: 1e-6));
        Assert.Throws<WorkbookException>(() => StepCheck.AtMost("a little too much", _ => 1 + 1e-8, _ => 1));
        Assert.Throws<WorkbookException>(() => StepCheck.Equal("a little off", _ => 1 + 1e-8, _ => 1));
    }

    [Fact]
    public void The_closest_row_is_said_in_per_cent_of_the_bound()
    {
        var loose = StepCheck.AtMost("half", x => x.Weights.Sum(), _ => 2);
        Assert.Equal(0.5, loose.Closest, 1e-12);
        Assert.Contains("the closest reaches 50", loose.ToText(), StringComparison.Ordinal);
        Assert.Contains("the closest reaches 99", StepCheck.AtMost("nearly", x => x.Weights.Sum(), _ => 1.005).ToText(), StringComparison.Ordinal);
        Assert.Contains("some row reaches it", StepCheck.AtMost("reached", x => x.Weights.Sum(), _ => 1).ToText(), StringComparison.Ordinal);

        // Close is meant in relation: rows far from a small bound are not the closest.
        Assert.Equal(0.9, StepCheck.AtMost("in relation", x => x.Length % 4 == 0 ? 5e-4 : 0.9, x => x.Length % 4 == 0 ? 1e-3 : 1).Closest, 1e-12);

        // An equality is all or nothing; beside a bound that is not positive there is no ratio.
        Assert.Equal(1, StepCheck.Equal("both", _ => 3, _ => 3).Closest);
        Assert.Equal(0, StepCheck.AtMost("below zero", _ => -2, _ => -1).Closest);
    }

    [Fact]
    public void Most_rows_say_how_large_the_sides_are()
    {
        // Three of four rows are small: their size counts, and none is taken for nothing.
        static double Mixed(Instance x) => x.Length % 4 == 0 ? 1 : 1e-8;
        Assert.Equal(400, StepCheck.Equal("mostly small", Mixed, Mixed).Counted);
    }

    [Fact]
    public void A_row_a_millionth_as_large_as_most_says_nothing_and_one_a_hundredth_as_large_does()
    {
        static double Some(Instance x, double small) => x.Length % 4 == 0 ? small : 1;
        Assert.InRange(StepCheck.Equal("next to nothing", x => Some(x, 1e-7), x => Some(x, 1e-7)).Counted, 200, 350);
        Assert.Equal(400, StepCheck.Equal("small", x => Some(x, 1e-2), x => Some(x, 1e-2)).Counted);
    }

    [Fact]
    public void A_row_counts_by_its_larger_side() =>
        Assert.Equal(400, StepCheck.AtMost("nothing on the left", _ => 0, _ => 1).Counted);

    private static double Note(List<(int Length, int Size)> seen, Instance x)
    {
        seen.Add((x.Length, x.Size));
        return x.Weights.Sum();
    }
}
