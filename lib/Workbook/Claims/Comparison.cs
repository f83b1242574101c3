namespace Workbook.Claims;

/// <summary>Both sides of a claim "value ≤ bound" on one instance.</summary>
/// <param name="Value">The side that the claim says is the smaller.</param>
/// <param name="Bound">The side that the claim says is the greater.</param>
/// <param name="Scale">The size of the quantities at hand: differences below 1e-9 of it are rounding, and a comparison in which both sides are below 1e-2 of it says nothing.</param>
public readonly record struct Comparison(double Value, double Bound, double Scale = 1)
{
    private const double Rounding = 1e-9;
    private const double Meaningful = 1e-2;

    /// <summary>Whether both sides are too small to say anything.</summary>
    public bool IsEmpty => !(Math.Max(Math.Abs(Value), Math.Abs(Bound)) > Meaningful * Scale);

    /// <summary>Whether the value exceeds the bound by more than rounding.</summary>
    public bool Violates => !IsEmpty && Value - Bound > Rounding * Math.Max(Scale, Math.Abs(Bound));

    /// <summary>How close the instance comes to refuting: −1 far, 0 equality, above 0 a violation.</summary>
    public double Score => IsEmpty ? -1 : Math.Clamp((Value - Bound) / Math.Max(Math.Abs(Value), Math.Abs(Bound)), -1, 1);
}
