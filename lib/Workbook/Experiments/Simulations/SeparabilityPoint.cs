using Workbook.Experiments.Statistics;

namespace Workbook.Experiments.Simulations;

/// <summary>Separability of the top N at one size, averaged over draws of the vectors.</summary>
/// <param name="Size">N.</param>
/// <param name="Fixed">N_s/N at the fixed radius r = sqrt(Σ a_j²) over the selected: the middle between the mean squared distances of a selected and an unselected token.</param>
/// <param name="Nearest">N_s/N at r_min.</param>
/// <param name="Median">N_s/N at r_med.</param>
/// <param name="Auc">The share of pairs in which the selected token is the nearer.</param>
public sealed record SeparabilityPoint(int Size, Statistic Fixed, Statistic Nearest, Statistic Median, Statistic Auc);
