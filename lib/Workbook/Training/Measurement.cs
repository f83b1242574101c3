using Workbook.Experiments;

namespace Workbook.Training;

/// <summary>What one experiment gave on a chapter's subject, or why the subject cannot feed it.</summary>
/// <param name="Experiment">The experiment's name.</param>
/// <param name="Result">Its rows and findings; null when the subject lacks what it needs.</param>
/// <param name="Lacks">The sentence that says what is missing; null when there is a result.</param>
/// <param name="Pieces">Pieces in all, one a text and layer.</param>
/// <param name="Reused">How many of them were kept from an earlier run.</param>
public sealed record Measurement(string Experiment, ExperimentResult? Result, string? Lacks, int Pieces, int Reused)
{
    /// <summary>The rows of one type; none when there is no result.</summary>
    /// <typeparam name="TRow">A row of the experiment's main table or of a further one.</typeparam>
    public IReadOnlyList<TRow> Rows<TRow>()
        where TRow : class => Result?.RowsOf<TRow>() ?? [];
}
