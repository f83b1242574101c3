namespace Workbook.Runner.Results;

/// <summary>Pieces, one a text and layer.</summary>
/// <param name="Total">All of them.</param>
/// <param name="Reused">Those that an earlier run had finished: above 0, the figures are a resumed run's.</param>
public sealed record PieceCount(int Total, int Reused);
