namespace Workbook.Claims;

/// <summary>Both sides of a claim on one instance: "value ≤ bound", or "value = bound".</summary>
/// <param name="Value">The side that the claim says is the smaller.</param>
/// <param name="Bound">The side that the claim says is the greater, or the same.</param>
/// <param name="Scale">The size of the quantities at hand: differences below 1e-9 of it are rounding, and a comparison in which both sides are below 1e-2 of it says nothing.</param>
/// <param name="Equality">The claim says that both sides are equal.</param>
public readonly record struct Comparison(double Value, double Bound, double Scale = 1, bool Equality = false)
{
    private const double Rounding = 1e-9;
    private const double Meaningful = 1e-2;

    /// <summary>Whether both sides are too small to say anything.</summary>
    public bool IsEmpty => !(Math.Max(Math.Abs(Value), Math.Abs(Bound)) > Meaningful * Scale);

    /// <summary>Whether the sides contradict the claim by more than rounding.</summary>
    public bool Violates => !IsEmpty && Excess > Rounding * Math.Max(Scale, Math.Abs(Bound));

    /// <summary>How close the instance comes to refuting: −1 far, 0 equality, above 0 a violation (or, for an equality, any difference).</summary>
    public double Score => IsEmpty || double.IsNaN(Excess) ? -1 : Math.Clamp(Excess / Math.Max(Math.Abs(Value), Math.Abs(Bound)), -1, 1);

    /// <summary>Value over bound: 1 is equality; +∞ when a bound that is not positive is exceeded, 0 when it is not.</summary>
    public double Ratio => Bound > 0 ? Value / Bound : Value > Bound ? double.PositiveInfinity : 0;

    private double Excess => Equality ? Math.Abs(Value - Bound) : Value - Bound;
}
