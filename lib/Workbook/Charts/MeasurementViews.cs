using Workbook.Experiments;
using Workbook.Training;

namespace Workbook.Charts;

/// <summary>Shows what an experiment gave, or says why there is nothing to show.</summary>
internal static class MeasurementViews
{
    /// <summary>A view of the result; the sentence about what the trace lacks when there is none.</summary>
    public static IView Show(this Measurement measurement, Func<ExperimentResult, IView> draw)
    {
        ArgumentNullException.ThrowIfNull(measurement);
        return measurement.Result is { } result ? draw(result) : new Notice(measurement.Lacks!);
    }

    /// <summary>A view of rows of one type; a sentence when the experiment made none.</summary>
    public static IView Show<TRow>(this Measurement measurement, string none, Func<IReadOnlyList<TRow>, IView> draw)
        where TRow : class =>
        measurement.Show(result => result.RowsOf<TRow>() is { Count: > 0 } rows ? draw(rows) : new Notice(none));

    /// <summary>A view over the context length; a sentence when the run has one length alone.</summary>
    public static IView ShowOverLength<TRow>(this Measurement measurement, string none, Func<TRow, int> length, Func<IReadOnlyList<TRow>, int[], IView> draw)
        where TRow : class => measurement.Show<TRow>(none, rows =>
        {
            int[] lengths = [.. rows.Select(length).Distinct().Order()];
            return lengths.Length > 1 ? draw(rows, lengths) : new Notice($"A figure over L needs at least two lengths, this run has L = {lengths[0]}; give a greater length.");
        });

    /// <summary>The end of a sentence that names a head.</summary>
    public static string Head(int layer, int head) => $"{layer}.{head}";
}
