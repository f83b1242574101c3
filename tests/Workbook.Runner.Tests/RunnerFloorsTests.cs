using Workbook.Runner.Session;
using Workbook.Tests;
using Xunit;

namespace Workbook.Runner.Tests;

public sealed class RunnerFloorsTests
{
    private static readonly Floors Runner = new(
        typeof(NotebookResult).Assembly,
        "Workbook.Runner.Notebooks",
        "Workbook.Runner.Session",
        "Workbook.Runner.Results",
        "Workbook.Runner.Report",
        "Workbook.Runner.Sweeps",
        "Workbook.Runner.Commands",
        "Workbook.Runner$");

    [Fact]
    public void A_part_of_the_runner_uses_only_itself_and_those_below() =>
        Assert.Empty(Runner.UsesOfAHigherFloor());

    [Fact]
    public void Every_part_of_the_runner_stands_on_a_floor() =>
        Assert.Empty(Runner.NamespacesWithoutAFloor());
}
