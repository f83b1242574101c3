using Workbook.Experiments.Pieces;

namespace Workbook.Experiments;

/// <summary>What an experiment gives: its rows, further tables, and what it concludes.</summary>
/// <param name="Experiment">Its name.</param>
/// <param name="Rows">The rows that docs/results.md lists.</param>
/// <param name="Tables">Further tables.</param>
/// <param name="Findings">Statistics with their intervals and counts.</param>
/// <param name="Paper">The paper's figures beside this run's.</param>
/// <param name="Notes">What the reader of these figures must know, such as how little a test can see.</param>
public sealed record ExperimentResult(
    string Experiment, RowTable Rows, IReadOnlyList<RowTable> Tables, IReadOnlyList<Finding> Findings, IReadOnlyList<PaperComparison> Paper, IReadOnlyList<string> Notes)
{
    /// <summary>The rows of one type, from the main table or a further one.</summary>
    /// <exception cref="ArgumentException">No table has rows of this type.</exception>
    public IReadOnlyList<TRow> RowsOf<TRow>()
        where TRow : class =>
        Tables.Prepend(Rows).OfType<RowTable<TRow>>().FirstOrDefault()?.Rows
        ?? throw new ArgumentException($"The experiment {Experiment} has no table of {typeof(TRow).Name}.");

    /// <summary>A finding by its name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public Finding Find(string name) => Findings.FirstOrDefault(f => f.Name == name)
        ?? throw new ArgumentException($"The experiment {Experiment} has no finding {name}; it has {string.Join(", ", Findings.Select(f => f.Name))}.", nameof(name));
}
