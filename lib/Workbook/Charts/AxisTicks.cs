namespace Workbook.Charts;

/// <summary>The ticks that a person would choose for a logarithmic axis.</summary>
/// <param name="Values">Where they stand, in the axis's own values.</param>
/// <param name="Labels">What they say.</param>
internal sealed record AxisTicks(IReadOnlyList<double> Values, IReadOnlyList<string> Labels)
{
    /// <summary>Ticks for a log axis, or null where a linear axis may choose its own.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="low">Log10 of the lowest value shown.</param>
    /// <param name="high">Log10 of the highest value shown.</param>
    /// <param name="values">The values drawn: where they are few, such as L = 32, 64, …, 1024, they are the ticks.</param>
    public static AxisTicks? For(Axis axis, double low, double high, IEnumerable<double> values)
    {
        if (axis.Scale != AxisScale.Log)
        {
            return null;
        }

        double[] distinct = [.. values.Where(v => v > 0 && double.IsFinite(v)).Distinct().Order().Take(10)];
        if (distinct.Length is >= 1 and <= 9 && distinct.All(v => v == Math.Floor(v)) && WideApart(distinct, high - low))
        {
            return Of(distinct);
        }

        var decades = high - low;
        var step = Math.Max(1, (int)Math.Ceiling(decades / 7));
        int[] leading = decades > 3.5 ? [1] : decades > 1.2 ? [1, 3] : [1, 2, 5];
        var ticks = new List<double>();
        for (var power = (int)Math.Floor(low); power <= Math.Ceiling(high); power++)
        {
            ticks.AddRange(leading.Where(_ => power % step == 0).Select(digit => double.Parse($"{digit}E{power}")));
        }

        return Of([.. ticks.Where(t => Math.Log10(t) >= low - 1e-9 && Math.Log10(t) <= high + 1e-9)]);
    }

    private static bool WideApart(double[] values, double span) =>
        values.Zip(values.Skip(1)).All(pair => Math.Log10(pair.Second / pair.First) > 0.06 * span);

    private static AxisTicks Of(double[] values) => new(values, [.. values.Select(v => NumberText.Show(v))]);
}
