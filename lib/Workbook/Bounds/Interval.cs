namespace Workbook.Bounds;

/// <summary>A lower and an upper bound of one quantity.</summary>
/// <param name="Lower">The lower bound.</param>
/// <param name="Upper">The upper bound.</param>
public readonly record struct Interval(double Lower, double Upper)
{
    /// <summary>Whether a value lies inside, with slack for rounding.</summary>
    /// <param name="value">The value.</param>
    /// <param name="slack">How far outside still counts as inside.</param>
    public bool Contains(double value, double slack = 0) => value >= Lower - slack && value <= Upper + slack;
}
