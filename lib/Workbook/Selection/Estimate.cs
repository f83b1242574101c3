namespace Workbook.Selection;

/// <summary>A mean over random draws with its uncertainty.</summary>
/// <param name="Mean">The mean of the draws.</param>
/// <param name="StandardError">The standard error of that mean; 0 when every draw gives the same.</param>
/// <param name="Draws">How many draws.</param>
/// <param name="Seed">The seed they came from.</param>
public sealed record Estimate(double Mean, double StandardError, int Draws, int Seed);
