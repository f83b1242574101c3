namespace Workbook.Runner.Session;

/// <summary>What running one notebook gave, whole or up to the cell that failed.</summary>
/// <param name="Name">The file's name without <c>.dib</c>, such as <c>01-vanishing-attention</c>: the page's name too.</param>
/// <param name="Path">The file's full path.</param>
/// <param name="Cells">Every cell in order, also those that did not run.</param>
/// <param name="Duration">Time from reading the file to its last cell.</param>
/// <param name="Failure">Null when every cell succeeded.</param>
public sealed record NotebookResult(
    string Name,
    string Path,
    IReadOnlyList<CellRun> Cells,
    TimeSpan Duration,
    NotebookFailure? Failure = null)
{
    /// <summary>The parameters that the notebook read, defaults included, by name; a text is named by its hash.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>The part of <see cref="Duration"/> that compiling took.</summary>
    public TimeSpan CompileDuration =>
        TimeSpan.FromTicks(Cells.Sum(cell => cell.Result?.CompileDuration.Ticks ?? 0));
}
