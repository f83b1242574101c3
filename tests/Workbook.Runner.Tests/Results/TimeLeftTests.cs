using Workbook.Runner.Results;
using Xunit;

namespace Workbook.Runner.Tests.Results;

public sealed class TimeLeftTests
{
    private static readonly (string, int)[] Cells = [("one", 1), ("one", 2), ("two", 1)];

    [Fact]
    public void Before_anything_is_known_every_cell_counts_the_same()
    {
        var left = new TimeLeft(null);
        Assert.Equal(left.Of(Cells[..1]).TotalSeconds * 3, left.Of(Cells).TotalSeconds, 9);
        Assert.True(left.Of(Cells) > TimeSpan.Zero);
    }

    [Fact]
    public void Cells_of_the_last_run_count_as_they_took_and_others_as_the_mean()
    {
        var last = new ResultsDocument("", 1, null!, null!, [new("one", 0, 0, null, new Dictionary<string, string>(), [Cell(1, 2), Cell(2, 4)])]);
        Assert.Equal(2 + 4 + 3, new TimeLeft(last).Of(Cells).TotalSeconds, 9);
    }

    [Fact]
    public void The_last_run_counts_at_the_pace_of_this_one()
    {
        var last = new ResultsDocument("", 1, null!, null!, [new("one", 0, 0, null, new Dictionary<string, string>(), [Cell(1, 2), Cell(2, 4)])]);
        var left = new TimeLeft(last);
        left.Add("one", 1, TimeSpan.FromSeconds(1));
        Assert.Equal(2, left.Of(Cells[1..2]).TotalSeconds, 9);
    }

    [Fact]
    public void The_mean_of_this_run_counts_for_cells_that_the_last_one_lacks()
    {
        var left = new TimeLeft(null);
        left.Add("zero", 1, TimeSpan.FromSeconds(1));
        left.Add("zero", 2, TimeSpan.FromSeconds(2));
        Assert.Equal(4.5, left.Of(Cells).TotalSeconds, 9);
    }

    [Fact]
    public void Nothing_is_left_after_the_last_cell() => Assert.Equal(TimeSpan.Zero, new TimeLeft(null).Of([]));

    private static CellRecord Cell(int number, double seconds) => new(number, 1, seconds, 0, null, null, null);
}
