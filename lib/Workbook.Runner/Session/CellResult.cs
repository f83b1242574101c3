using Workbook.Charts;

namespace Workbook.Runner.Session;

/// <summary>What running one code cell gave.</summary>
/// <param name="Outputs">The cell's value, one entry a form, the preferred form first; empty when it showed none.</param>
/// <param name="ConsoleText">What the cell wrote to the console, in order, before its value.</param>
/// <param name="CompileDuration">Time spent compiling.</param>
/// <param name="RunDuration">Time spent running and formatting.</param>
/// <param name="Failure">Null when the cell succeeded.</param>
public sealed record CellResult(
    IReadOnlyList<CellOutput> Outputs,
    string ConsoleText,
    TimeSpan CompileDuration,
    TimeSpan RunDuration,
    CellFailure? Failure = null)
{
    /// <summary>
    /// The value that the cell showed when it is one of the library's own (figure, table, check), so that results.json can carry its
    /// data; null otherwise, so that no tensor outlives its notebook.
    /// </summary>
    public IView? Value { get; init; }

    /// <summary>Compiling and running together.</summary>
    public TimeSpan Duration => CompileDuration + RunDuration;
}
