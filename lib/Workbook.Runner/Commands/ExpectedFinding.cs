using System.Globalization;
using Workbook.Experiments;

namespace Workbook.Runner.Commands;

/// <summary>One expected figure.</summary>
/// <param name="Name">Experiment and finding, such as <c>dilution.slope</c>.</param>
/// <param name="Value">The figure; null where the tier's texts and lengths do not define it.</param>
/// <param name="Tolerance">How far a figure at the committed seed may lie from it.</param>
/// <param name="OtherSeeds">The same at any other seed, which draws other samples and tells other stories.</param>
/// <param name="Rule">What set the tolerance: <c>floor</c>, <c>one observation</c> or <c>rounding</c>.</param>
internal sealed record ExpectedFinding(string Name, double? Value, double Tolerance, double OtherSeeds, string Rule)
{
    // The least tolerance, for what rounding does on another processor: of the figure, of half its interval's width, and of figures near 0.
    private const double OfValue = 1e-3, OfInterval = 0.02, Least = 1e-5;

    // How many times the greatest change that a repeat made.
    private const double OfRepeats = 3;

    // A share of fewer would be let off altogether by one of them.
    private const int FewObservations = 8;

    /// <summary>What measurements would have committed.</summary>
    /// <param name="name">Experiment and finding.</param>
    /// <param name="finding">The figure at the first seed.</param>
    /// <param name="rounded">The same figure with the model's weights moved by a rounding.</param>
    /// <param name="seeds">The same figure at other seeds.</param>
    public static ExpectedFinding Of(string name, Finding finding, IReadOnlyList<double> rounded, IReadOnlyList<double> seeds)
    {
        if (!double.IsFinite(finding.Value))
            return new(name, null, 0, 0, "floor");
        var halfWidth = (finding.High - finding.Low) / 2;
        var floor = Math.Max(Least, Math.Max(OfValue * Math.Abs(finding.Value), double.IsFinite(halfWidth) ? OfInterval * halfWidth : 0));
        var observation = finding.Method.StartsWith("exact binomial", StringComparison.Ordinal) && finding.Count >= FewObservations ? 1.0 / finding.Count : 0;
        double Moved(IReadOnlyList<double> repeats) => OfRepeats * repeats.Where(double.IsFinite).Select(v => Math.Abs(v - finding.Value)).DefaultIfEmpty(0).Max();
        var (tolerance, rule) = new[] { (floor, "floor"), (observation, "one observation"), (Moved(rounded), "rounding") }.MaxBy(t => t.Item1);
        // Three digits, upwards: another 0.5 % keeps a figure at the very edge inside.
        return new(name, Rounded(finding.Value, 9), Rounded(1.005 * tolerance, 3), Rounded(1.005 * Math.Max(tolerance, Moved(seeds)), 3), rule);
    }

    /// <summary>How a figure differs from the expected one; null when it lies within the tolerance.</summary>
    /// <param name="got">The figure; NaN where it is not defined.</param>
    /// <param name="committedSeed">Whether it was measured at the seed of the committed one.</param>
    public string? Difference(double got, bool committedSeed) => (Value, double.IsFinite(got)) switch
    {
        (null, false) => null,

        // Another seed's stories may ask questions where the committed ones asked none.
        (null, true) => committedSeed ? FormattableString.Invariant($"{got:g5}, expected not to be defined") : null,
        ({ } expected, false) => committedSeed ? FormattableString.Invariant($"not defined, expected {expected:g5}") : null,
        ({ } expected, true) => Math.Abs(got - expected) <= Allowed(committedSeed) ? null : FormattableString.Invariant($"{got:g5}, expected {expected:g5} within {Allowed(committedSeed):g2}"),
    };

    /// <summary>The tolerance at the committed seed, or at another.</summary>
    public double Allowed(bool committedSeed) => committedSeed ? Tolerance : OtherSeeds;

    // Digits that no reader needs would differ in the file from machine to machine.
    private static double Rounded(double value, int digits) =>
        double.Parse(value.ToString($"g{digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
