namespace Workbook.Experiments.Rows;

/// <summary>The distinguishable share of one head at one length, size and radius: means over the query positions below L with more than N tokens.</summary>
/// <param name="Text">Name of the text.</param>
/// <param name="Layer">Layer, from 0.</param>
/// <param name="Head">Head, from 0.</param>
/// <param name="Length">L.</param>
/// <param name="N">N.</param>
/// <param name="Radius">fixed, min or median.</param>
/// <param name="Share">N_s/N.</param>
/// <param name="Lower">Theorem 2's lower side as read, with this radius; it can be negative. NaN where it was not computed.</param>
/// <param name="Upper">Theorem 2's upper side as read, with this radius; NaN where it was not computed.</param>
/// <param name="Count">How many query positions.</param>
public sealed record HeadSeparabilityRow(string Text, int Layer, int Head, int Length, int N, string Radius, double Share, double Lower, double Upper, int Count)
{
    /// <summary>The three radii.</summary>
    public const string Fixed = "fixed", Nearest = "min", Median = "median";
}
