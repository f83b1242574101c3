namespace Workbook.Bounds;

/// <summary>Mean and variance of a squared distance over the draw of the vectors.</summary>
/// <param name="Mean">E ||y − s_N||².</param>
/// <param name="Variance">Its variance.</param>
public readonly record struct DistanceMoments(double Mean, double Variance)
{
    /// <summary>Cantelli's bounds of the chance that the distance is at most r; they say nothing (0 … 1) where r² is the mean.</summary>
    /// <param name="radius">r ≥ 0, fixed before the draw.</param>
    public Interval ChanceWithin(double radius)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        var v = radius * radius - Mean;
        var square = v * v;
        if (square == 0)
            return new Interval(0, 1);

        // P(X − E X ≥ v) ≤ var/(v² + var) on either side.
        return v > 0
            ? new Interval(square / (square + Variance), 1)
            : new Interval(0, Variance / (square + Variance));
    }
}
