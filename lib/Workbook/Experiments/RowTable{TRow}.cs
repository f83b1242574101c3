namespace Workbook.Experiments;

/// <summary>A table of one type of row.</summary>
/// <typeparam name="TRow">A record whose parameters are int, long, double, bool or string; double.NaN stands for a value that is not there.</typeparam>
/// <param name="name">A short name in camel case.</param>
/// <param name="rows">The rows.</param>
public sealed class RowTable<TRow>(string name, IReadOnlyList<TRow> rows) : RowTable(name)
    where TRow : class
{
    /// <summary>The rows.</summary>
    public IReadOnlyList<TRow> Rows => rows;

    /// <inheritdoc/>
    public override Type RowType => typeof(TRow);

    /// <inheritdoc/>
    public override int Count => rows.Count;

    /// <inheritdoc/>
    public override object this[int index] => rows[index];
}
