namespace Workbook.Runner.Session;

/// <summary>Where and why a notebook failed.</summary>
/// <param name="CellNumber">The failing cell's number; null when the notebook could not be read.</param>
/// <param name="Line">1-based line in the notebook's file; null where no line is to blame.</param>
/// <param name="Message">What is wrong, for the reader.</param>
public sealed record NotebookFailure(int? CellNumber, int? Line, string Message);
