using Workbook.Runner.Commands;
using Workbook.Runner.Notebooks;
using Workbook.Runner.Session;
using Xunit;

namespace Workbook.Runner.Tests.Commands;

public sealed class ProgressTests
{
    private static readonly CellRun Cell = new(new DibCell(DibCell.CSharp, 1, "1", 1), new CellResult([], "", TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1)));

    private static readonly NotebookResult Good = new("one", "/one.dib", [Cell], TimeSpan.FromSeconds(1.5));

    private static readonly NotebookResult Bad = new("two", "/two.dib", [Cell], TimeSpan.FromSeconds(75), new NotebookFailure(1, 1, "no"));

    private static string Written(Func<TextWriter, IRunProgress> create)
    {
        using var text = new StringWriter();
        using (var progress = create(text))
        {
            progress.NotebookStarts("one", TimeSpan.FromSeconds(40.2));
            progress.CellStarts("one", 1, 1, TimeSpan.FromSeconds(40));
            progress.NotebookEnds(Good);
            progress.NotebookStarts("two", TimeSpan.FromMinutes(3));
            progress.NotebookEnds(Bad);
        }
        return text.ToString();
    }

    [Fact]
    public void Lines_say_which_notebook_of_how_many_and_the_time_left() => Assert.Equal(
        """
        [1/2] one (about 41 s left)
        [1/2] one: 1 cell in 1.50 s, 0.50 s of it compiling
        [2/2] two (about 3 min left)
        [2/2] two: failed at cell 1 of 1 in 1 min 15 s, 0.50 s of it compiling

        """.ReplaceLineEndings(),
        Written(text => new PlainProgress(text, 2)));

    [Fact]
    public void A_terminal_keeps_one_line_a_finished_notebook()
    {
        var text = Written(text => new TerminalProgress(text));
        Assert.Contains("one, 1 cell, 1.50 s (0.50 s compiling)", text, StringComparison.Ordinal);
        Assert.Contains("two, 1 cell, 1 min 15 s (0.50 s compiling)", text, StringComparison.Ordinal);
    }
}
