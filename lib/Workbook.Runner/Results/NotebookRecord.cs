namespace Workbook.Runner.Results;

/// <summary>One notebook of a run.</summary>
/// <param name="Name">Its name, such as <c>02-distance</c>.</param>
/// <param name="Seconds">Time in all.</param>
/// <param name="CompileSeconds">The part of it that compiling took.</param>
/// <param name="Failure">Null when every cell succeeded.</param>
/// <param name="Parameters">The parameters that it read, defaults included.</param>
/// <param name="Cells">The code cells that ran.</param>
public sealed record NotebookRecord(
    string Name,
    double Seconds,
    double CompileSeconds,
    FailureRecord? Failure,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyList<CellRecord> Cells);
