namespace Workbook.Runner.Results;

/// <summary>Estimates how long the rest of a run will take: from the last run's cells where it had them, at this run's pace, else from the mean of this run's.</summary>
/// <param name="last">The last run; null when there is none.</param>
internal sealed class TimeLeft(ResultsDocument? last)
{
    // Before anything is known: a first cell compiles for a second, later ones take less.
    private const double UnknownSeconds = 0.4;

    private readonly Dictionary<(string Notebook, int Cell), double> _known = (last?.Notebooks ?? [])
        .SelectMany(notebook => notebook.Cells.Select(cell => (Key: (notebook.Name, cell.Number), cell.Seconds)))
        .GroupBy(cell => cell.Key)
        .ToDictionary(group => group.Key, group => group.Last().Seconds);

    private double _seconds;
    private int _cells;

    // Of the cells that the last run had too: how long they took in this run and in that one.
    private double _now;
    private double _then;

    /// <summary>Tells how long a cell took.</summary>
    public void Add(string notebook, int cell, TimeSpan duration)
    {
        _seconds += duration.TotalSeconds;
        _cells++;
        if (_known.TryGetValue((notebook, cell), out var before))
        {
            _now += duration.TotalSeconds;
            _then += before;
        }
    }

    /// <summary>The time that cells still need.</summary>
    /// <param name="remaining">Each code cell to come.</param>
    public TimeSpan Of(IEnumerable<(string Notebook, int Cell)> remaining)
    {
        // The machine may be faster or busier than it was.
        var pace = _then > 0 ? _now / _then : 1;
        var mean = _cells > 0 ? _seconds / _cells : _known.Count > 0 ? _known.Values.Average() : UnknownSeconds;
        return TimeSpan.FromSeconds(remaining.Sum(cell => _known.TryGetValue(cell, out var known) ? known * pace : mean));
    }
}
