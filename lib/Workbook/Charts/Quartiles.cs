namespace Workbook.Charts;

/// <summary>What a box shows.</summary>
internal readonly record struct Quartiles(int Count, double Least, double Lower, double Median, double Upper, double Most)
{
    public static Quartiles Of(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        return sorted.Length == 0
            ? new(0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN)
            : new(sorted.Length, sorted[0], At(sorted, 0.25), At(sorted, 0.5), At(sorted, 0.75), sorted[^1]);
    }

    // Linear interpolation between order statistics, as numpy and Plotly's "linear" method do.
    private static double At(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
