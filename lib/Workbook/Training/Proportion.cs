namespace Workbook.Training;

/// <summary>A share of right answers with its uncertainty.</summary>
/// <param name="Right">How many were right.</param>
/// <param name="Count">Of how many.</param>
public readonly record struct Proportion(int Right, int Count)
{
    // The normal distribution's 97.5 % point.
    private const double Z = 1.959963984540054;

    /// <summary>Right / count; NaN when there is none.</summary>
    public double Share => (double)Right / Count;

    /// <summary>The 95 % interval of Wilson (1927), which holds near 0 and 1 too.</summary>
    public (double Low, double High) Interval
    {
        get
        {
            if (Count == 0) return (0, 1);
            double n = Count, p = Share, z2 = Z * Z;
            var centre = (p + z2 / (2 * n)) / (1 + z2 / n);
            var half = Z / (1 + z2 / n) * Math.Sqrt(p * (1 - p) / n + z2 / (4 * n * n));
            return (Math.Max(0, centre - half), Math.Min(1, centre + half));
        }
    }

    /// <summary>Adds two counts.</summary>
    public static Proportion operator +(Proportion a, Proportion b) => new(a.Right + b.Right, a.Count + b.Count);

    /// <inheritdoc cref="op_Addition"/>
    public static Proportion Add(Proportion left, Proportion right) => left + right;
}
