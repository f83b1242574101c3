namespace Workbook.Charts;

/// <summary>One bar of a figure.</summary>
/// <param name="Label">What it stands for.</param>
/// <param name="Value">Its height.</param>
/// <param name="Role">Decides its colour; measured unless said otherwise.</param>
/// <param name="Low">Lower end of its interval; given together with <paramref name="High"/>.</param>
/// <param name="High">Upper end of its interval.</param>
public sealed record Bar(string Label, double Value, SeriesRole Role = SeriesRole.Measured, double? Low = null, double? High = null);
