namespace Workbook.Runner.Results;

/// <summary>Where and why a notebook failed.</summary>
/// <param name="Cell">The cell's number; null when the notebook could not be read.</param>
/// <param name="Line">1-based line in the notebook's file; null where no line is to blame.</param>
/// <param name="Message">What is wrong.</param>
public sealed record FailureRecord(int? Cell, int? Line, string Message);
