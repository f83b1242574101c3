namespace Workbook.Runner.Results;

/// <summary>The content of results.json: one run, for programs. docs/results.md describes it.</summary>
/// <param name="Format">Always <see cref="FormatName"/>.</param>
/// <param name="Version">Grows when a reader of the older form would go wrong.</param>
/// <param name="Run">Where the numbers come from.</param>
/// <param name="Summary">The run in figures.</param>
/// <param name="Notebooks">One entry a notebook that was run to its end or to its failure, in order.</param>
public sealed record ResultsDocument(
    string Format,
    int Version,
    RunRecord Run,
    RunSummary Summary,
    IReadOnlyList<NotebookRecord> Notebooks)
{
    /// <summary>What <see cref="Format"/> holds.</summary>
    public const string FormatName = "workbook-results";

    /// <summary>The form that this code writes.</summary>
    public const int CurrentVersion = 1;
}
