using Workbook.Runner.Notebooks;

namespace Workbook.Runner.Session;

/// <summary>A cell and what became of it.</summary>
/// <param name="Cell">The cell as written.</param>
/// <param name="Result">Null for prose, and for code after the cell that failed.</param>
public sealed record CellRun(DibCell Cell, CellResult? Result);
