namespace Workbook.Experiments;

/// <summary>A table whose rows are records of numbers and words: what can be written as JSON, CSV or Parquet.</summary>
public abstract class RowTable
{
    private protected RowTable(string name) => Name = name;

    /// <summary>A short name in camel case, such as <c>rows</c>.</summary>
    public string Name { get; }

    /// <summary>The type of a row: a record whose parameters are the columns.</summary>
    public abstract Type RowType { get; }

    /// <summary>How many rows there are.</summary>
    public abstract int Count { get; }

    /// <summary>The columns, in the order of the record's parameters.</summary>
    public IReadOnlyList<RowColumn> Columns => RowColumn.Of(RowType);

    /// <summary>A row as an object.</summary>
    /// <param name="index">0 … Count−1.</param>
    public abstract object this[int index] { get; }

    /// <summary>A table of rows that are known by their values.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="rowType">A record of numbers and words.</param>
    /// <param name="rows">Values of each row, in the order of the columns.</param>
    internal static RowTable Of(string name, Type rowType, IEnumerable<object?[]> rows)
    {
        var create = RowColumn.Constructor(rowType);
        var list = (System.Collections.IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(rowType))!;
        foreach (var row in rows)
            list.Add(create(row));
        return (RowTable)Activator.CreateInstance(typeof(RowTable<>).MakeGenericType(rowType), name, list)!;
    }
}
