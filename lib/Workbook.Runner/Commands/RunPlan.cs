using Workbook.Runner.Notebooks;
using Workbook.Runner.Results;

namespace Workbook.Runner.Commands;

/// <summary>Which code cells a run will execute, so that progress can say how far it is and what is left.</summary>
internal sealed class RunPlan
{
    private readonly (string Name, int[] Cells)[] _notebooks;
    private readonly TimeLeft _timeLeft;

    /// <summary>Looks into the notebooks.</summary>
    /// <param name="paths">The notebooks, in order.</param>
    /// <param name="last">The last run, from which times are known; null when there is none.</param>
    public RunPlan(IReadOnlyList<string> paths, ResultsDocument? last)
    {
        _notebooks = [.. paths.Select(path => (Path.GetFileNameWithoutExtension(path), CodeCells(path)))];
        _timeLeft = new TimeLeft(last);
    }

    /// <summary>How many notebooks there are.</summary>
    public int Count => _notebooks.Length;

    /// <summary>Tells how long a cell took.</summary>
    public void Add(string notebook, int cell, TimeSpan duration) => _timeLeft.Add(notebook, cell, duration);

    /// <summary>The time that the run still needs as a cell begins.</summary>
    /// <param name="notebook">0-based position of its notebook.</param>
    /// <param name="cell">The cell's number; 0 for a notebook that begins.</param>
    public TimeSpan Left(int notebook, int cell) => _timeLeft.Of(_notebooks
        .Skip(notebook)
        .SelectMany((entry, index) => entry.Cells.Where(number => index > 0 || number >= cell).Select(number => (entry.Name, number))));

    private static int[] CodeCells(string path)
    {
        try
        {
            return [.. DibNotebook.Read(path).Cells.Where(cell => cell.Kind == DibCell.CSharp).Select(cell => cell.Number)];
        }
        catch (WorkbookException)
        {
            // The run itself reports it, in its place among the others.
            return [];
        }
    }
}
