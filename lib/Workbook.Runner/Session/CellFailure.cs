namespace Workbook.Runner.Session;

/// <summary>Why a cell failed.</summary>
/// <param name="Message">One or a few sentences for the reader, no stack trace.</param>
/// <param name="Line">1-based line in the notebook's file; null where no line is to blame.</param>
public sealed record CellFailure(string Message, int? Line);
