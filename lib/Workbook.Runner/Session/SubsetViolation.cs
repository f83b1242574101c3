namespace Workbook.Runner.Session;

/// <summary>Something in a cell that not every reader of notebooks understands.</summary>
/// <param name="CellNumber">The cell.</param>
/// <param name="Line">1-based line in the notebook's file.</param>
/// <param name="Message">What it is and what to write instead.</param>
internal sealed record SubsetViolation(int CellNumber, int Line, string Message);
