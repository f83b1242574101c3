namespace Workbook.Experiments.Pieces;

/// <summary>A piece is there: measured now, or reused.</summary>
/// <param name="Text">Name of the text.</param>
/// <param name="Layer">The layer; −1 for the whole text.</param>
/// <param name="Reused">True when it was kept from an earlier run.</param>
/// <param name="Why">Why it was reused or measured, in words.</param>
/// <param name="Done">Pieces that are there now.</param>
/// <param name="Total">Pieces in all.</param>
public sealed record PieceReport(string Text, int Layer, bool Reused, string Why, int Done, int Total);
