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
    public void The_parts_of_a_row_fit_together() =>
        Assert.NotNull(StepCheck.Equal(
            "the output is the selected plus the rest",
            x => Euclid.Norm(Euclid.Sum(x.Y)),
            x => Euclid.Norm(Euclid.Minus(Euclid.Sum(x.Top.Select(i => x.Y[i])), Euclid.Times(-1, Euclid.Sum(x.Rest.Select(i => x.Y[i])))))));
}
