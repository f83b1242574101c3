using System.Diagnostics;
using Workbook.Runner.Notebooks;

namespace Workbook.Runner.Session;

/// <summary>Runs a notebook from top to bottom.</summary>
public static class NotebookRunner
{
    /// <summary>Reads and runs a notebook; a failing cell ends it, and the cells after it stay without a result.</summary>
    /// <param name="path">The .dib file.</param>
    /// <param name="check">Looks at the notebook before its first cell runs; what it finds fails the notebook.</param>
    /// <param name="starting">Is told each code cell before it runs, and how many cells the notebook has.</param>
    /// <param name="cancellation">Ends the run between cells.</param>
    /// <exception cref="OperationCanceledException">The run was stopped before the notebook's end.</exception>
    public static async Task<NotebookResult> RunAsync(
        string path,
        Func<IReadOnlyList<DibCell>, NotebookFailure?>? check = null,
        Action<DibCell, int>? starting = null,
        CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        path = Path.GetFullPath(path);
        var name = Path.GetFileNameWithoutExtension(path);
        DibNotebook notebook;
        try
        {
            notebook = DibNotebook.Read(path);
        }
        catch (WorkbookException problem)
        {
            return new NotebookResult(name, path, [], clock.Elapsed, new NotebookFailure(null, null, problem.Message));
        }
        if ((Refusal(notebook) ?? check?.Invoke(notebook.Cells)) is { } refusal)
            return new NotebookResult(name, path, [.. notebook.Cells.Select(cell => new CellRun(cell, null))], clock.Elapsed, refusal);
        Parameters.Forget();
        var (runs, failure) = await RunCellsAsync(notebook, path, starting, cancellation).ConfigureAwait(false);
        return new NotebookResult(name, path, runs, clock.Elapsed, failure) { Parameters = Parameters.Used };
    }

    private static NotebookFailure? Refusal(DibNotebook notebook) =>
        CommonSubset.Violations(notebook) is [var first, ..] ? new NotebookFailure(first.CellNumber, first.Line, first.Message) : null;

    private static async Task<(List<CellRun> Runs, NotebookFailure? Failure)> RunCellsAsync(
        DibNotebook notebook, string path, Action<DibCell, int>? starting, CancellationToken cancellation)
    {
        var session = new CSharpSession(path);
        var runs = new List<CellRun>();
        NotebookFailure? failure = null;
        foreach (var cell in notebook.Cells)
        {
            cancellation.ThrowIfCancellationRequested();
            CellResult? result = null;
            if (cell.Kind == DibCell.CSharp && failure is null)
            {
                starting?.Invoke(cell, notebook.Cells.Count);
                result = await session.RunAsync(cell, cancellation).ConfigureAwait(false);
                if (result.Failure is { } cause)
                    failure = new NotebookFailure(cell.Number, cause.Line, cause.Message);
            }
            runs.Add(new CellRun(cell, result));
        }
        return (runs, failure);
    }
}
