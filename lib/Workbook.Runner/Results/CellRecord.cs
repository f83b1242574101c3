namespace Workbook.Runner.Results;

/// <summary>A code cell that ran.</summary>
/// <param name="Number">The cell's number in its notebook.</param>
/// <param name="Line">1-based line of the file where its code begins.</param>
/// <param name="Seconds">Compiling, running and formatting.</param>
/// <param name="CompileSeconds">Compiling alone.</param>
/// <param name="Console">What it printed; null when nothing.</param>
/// <param name="Text">Its value as plain text; null when it showed none.</param>
/// <param name="Data">The numbers of the figure, table or verdict that it showed; null for other values.</param>
public sealed record CellRecord(int Number, int Line, double Seconds, double CompileSeconds, string? Console, string? Text, DataRecord? Data);
