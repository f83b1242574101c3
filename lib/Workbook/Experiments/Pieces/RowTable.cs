namespace Workbook.Experiments.Pieces;

/// <summary>A table whose rows are records of numbers and words: what can be written as JSON, CSV or Parquet.</summary>
public abstract class RowTable
{
    private protected RowTable(string name) => Name = name;

    /// <summary>A short name in camel case, such as <c>rows</c>.</summary>
    public string Name { get; }

    /// <summary>The type of a row: a record whose parameters are the columns.</summary>
    public abstract Type RowType { get; }

    /// <summary>How many rows there are; where they are read from kept pieces, all are read once to know it.</summary>
    public abstract int Count { get; }

    /// <summary>The columns, in the order of the record's parameters.</summary>
    public IReadOnlyList<RowColumn> Columns => RowColumn.Of(RowType);

    /// <summary>The rows one after another; where they are read from kept pieces, only those of one piece are in memory at a time.</summary>
    public abstract IEnumerable<object> ReadRows();

    /// <summary>A table of rows that are known by their values.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="rowType">A record of numbers and words.</param>
    /// <param name="rows">Values of each row, in the order of the columns; asked for anew each time the table is read.</param>
    internal static RowTable Of(string name, Type rowType, IEnumerable<object?[]> rows)
    {
        var made = typeof(Enumerable).GetMethod(nameof(Enumerable.Cast))!.MakeGenericMethod(rowType).Invoke(null, [rows.Select(RowColumn.Constructor(rowType))]);
        return (RowTable)Activator.CreateInstance(typeof(RowTable<>).MakeGenericType(rowType), name, made)!;
    }
}
