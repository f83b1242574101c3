namespace Workbook.Experiments.Pieces;

/// <summary>Rows of all pieces of an experiment, read a piece at a time: what a statistic does not keep is not in memory.</summary>
internal static class ExperimentPieces
{
    /// <summary>The rows of one type, piece by piece.</summary>
    public static IEnumerable<TRow> Rows<TRow>(this IEnumerable<ExperimentPiece> pieces)
        where TRow : class =>
        pieces.SelectMany(piece => piece.Rows<TRow>());

    /// <summary>A table of these rows that reads the pieces again each time it is gone through.</summary>
    public static RowTable<TRow> Table<TRow>(this IEnumerable<ExperimentPiece> pieces, string name)
        where TRow : class =>
        new(name, pieces.Rows<TRow>());
}
