namespace Workbook.Experiments.Pieces;

/// <summary>A table of one type of row.</summary>
/// <typeparam name="TRow">A record whose parameters are int, long, double, bool or string; double.NaN stands for a value that is not there.</typeparam>
/// <param name="name">A short name in camel case.</param>
/// <param name="rows">The rows: a list, or what reads them anew each time it is gone through.</param>
public sealed class RowTable<TRow>(string name, IEnumerable<TRow> rows) : RowTable(name)
    where TRow : class
{
    private IReadOnlyList<TRow>? list = rows as IReadOnlyList<TRow>;
    private int? count;

    /// <summary>The rows as a list, which stays in memory once it was asked for.</summary>
    public IReadOnlyList<TRow> Rows => list ??= [.. rows];

    /// <inheritdoc/>
    public override Type RowType => typeof(TRow);

    /// <inheritdoc/>
    public override int Count => list?.Count ?? (count ??= rows.Count());

    /// <inheritdoc/>
    public override IEnumerable<TRow> ReadRows() => list ?? Counted();

    private IEnumerable<TRow> Counted()
    {
        var read = 0;
        foreach (var row in rows)
        {
            read++;
            yield return row;
        }

        count = read;
    }
}
