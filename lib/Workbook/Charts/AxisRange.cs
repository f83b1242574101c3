namespace Workbook.Charts;

/// <summary>The part of an axis that is drawn, in axis units: log10 of the value on a log axis.</summary>
internal readonly record struct AxisRange(double Low, double High)
{
    public static AxisRange Of(Axis axis, IEnumerable<double> values, double padding)
    {
        var isLog = axis.Scale == AxisScale.Log;
        double[] drawn = [.. values.Where(v => double.IsFinite(v) && (!isLog || v > 0)).Select(v => isLog ? Math.Log10(v) : v)];
        var low = drawn.Length == 0 ? 0 : drawn.Min();
        var high = drawn.Length == 0 ? 1 : drawn.Max();
        var room = (high > low ? high - low : Math.Max(1e-9, isLog ? 1 : Math.Abs(high))) * padding;
        // A quantity that cannot be negative does not get room below zero.
        var bottom = !isLog && low >= 0 && low - room < 0 ? 0 : low - room;
        return new(
            axis.From is { } from ? isLog ? Math.Log10(from) : from : bottom,
            axis.To is { } to ? isLog ? Math.Log10(to) : to : high + room);
    }

    /// <summary>Where a value stands between the low end (0) and the high end (1).</summary>
    public double Share(double value, AxisScale scale) =>
        ((scale == AxisScale.Log ? Math.Log10(value) : value) - Low) / (High - Low);
}
