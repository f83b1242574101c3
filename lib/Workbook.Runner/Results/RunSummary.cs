namespace Workbook.Runner.Results;

/// <summary>A run in figures.</summary>
/// <param name="Notebooks">Notebooks that ran.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="Stopped">True when the run was stopped early.</param>
/// <param name="Unfinished">The notebooks that a stopped run did not finish.</param>
/// <param name="Seconds">Time in all.</param>
/// <param name="StartSeconds">The part of it before the first cell: loading the compiler, the formatter and libtorch.</param>
/// <param name="CompileSeconds">The part of it that compiling cells took.</param>
public sealed record RunSummary(int Notebooks, int Failed, bool Stopped, IReadOnlyList<string> Unfinished, double Seconds, double StartSeconds, double CompileSeconds);
