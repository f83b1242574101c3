using System.Diagnostics;
using Workbook.Runner.Session;

namespace Workbook.Runner.Commands;

/// <summary>Progress as lines, for files and pipes: one as a notebook begins and ends, and one a cell where cells take long.</summary>
/// <param name="output">Where the lines go.</param>
/// <param name="notebooks">How many notebooks will run.</param>
internal sealed class PlainProgress(TextWriter output, int notebooks) : IRunProgress
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private readonly Stopwatch _sinceLine = Stopwatch.StartNew();
    private int _notebook;

    public void NotebookStarts(string name, TimeSpan left)
    {
        _notebook++;
        Write($"[{_notebook}/{notebooks}] {name} ({TimeText.About(left)})");
    }

    public void CellStarts(string name, int cell, int count, TimeSpan left)
    {
        if (_sinceLine.Elapsed >= Quiet)
            Write($"[{_notebook}/{notebooks}] {name}, cell {cell} of {count} ({TimeText.About(left)})");
    }

    public void NotebookEnds(NotebookResult result) =>
        Write($"[{_notebook}/{notebooks}] {result.Name}: {Outcome(result)} in {TimeText.Of(result.Duration)}, {TimeText.Of(result.CompileDuration)} of it compiling");

    public void Dispose()
    {
    }

    private static string Outcome(NotebookResult result) => result.Failure switch
    {
        null => Amount.Of(result.Cells.Count, "cell"),
        { CellNumber: { } cell } => $"failed at cell {cell} of {result.Cells.Count}",
        _ => "failed",
    };

    private void Write(string line)
    {
        output.WriteLine(line);
        output.Flush();
        _sinceLine.Restart();
    }
}
