namespace Workbook.Experiments.Pieces;

/// <summary>What an experiment measured on one layer of one text: some tables of plain rows, which can be kept in a file.</summary>
/// <param name="Text">Name of the text.</param>
/// <param name="Layer">The layer, from 0; −1 for a whole text.</param>
/// <param name="Tables">The tables, each with another type of row.</param>
public sealed record ExperimentPiece(string Text, int Layer, IReadOnlyList<RowTable> Tables)
{
    /// <summary>The rows of one type.</summary>
    /// <returns>Empty when the piece has none of this type.</returns>
    public IReadOnlyList<TRow> Rows<TRow>()
        where TRow : class =>
        Tables.OfType<RowTable<TRow>>().FirstOrDefault()?.Rows ?? [];
}
