namespace Workbook.Selection;

/// <summary>How many of the selected tokens can be told from the others, for several selection sizes.</summary>
/// <param name="Sizes">N of each entry, ascending.</param>
/// <param name="FixedRadius">N_s/N at the fixed radius r: the share of selected tokens with ||y_i − s_N|| ≤ r.</param>
/// <param name="NearestRadius">N_s/N at r_min: the share strictly nearer to s_N than the nearest unselected token; 1 when nothing is left out.</param>
/// <param name="MedianRadius">N_s/N at r_med, the median distance of the unselected tokens; 1 when nothing is left out.</param>
/// <param name="Auc">The share of pairs (selected, unselected) in which the selected one is nearer, ties counting a half; NaN when nothing is left out.</param>
/// <param name="Nearest">r_min, the distance of the nearest unselected token; +∞ when there is none.</param>
/// <param name="Median">r_med; +∞ when there is none.</param>
/// <remarks>Entries with N = 0 or N above the tokens of the row are NaN. A measure that depends on the draw, r_min or r_med, is not the paper's Theorem 2, whose r is fixed.</remarks>
public sealed record SeparabilityCurves(
    IReadOnlyList<int> Sizes, double[] FixedRadius, double[] NearestRadius, double[] MedianRadius, double[] Auc, double[] Nearest, double[] Median)
{
    internal SeparabilityCurves(IReadOnlyList<int> sizes)
        : this(sizes, Missing(sizes.Count), Missing(sizes.Count), Missing(sizes.Count), Missing(sizes.Count), Missing(sizes.Count), Missing(sizes.Count))
    {
    }

    private static double[] Missing(int count)
    {
        var values = new double[count];
        Array.Fill(values, double.NaN);
        return values;
    }
}
