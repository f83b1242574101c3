using System.Globalization;

namespace Workbook.Runner.Commands;

/// <summary>A finding beside its committed figure.</summary>
/// <param name="Name">Experiment and finding.</param>
/// <param name="Measured">What was measured; null when the experiment gave no such finding.</param>
/// <param name="Expected">What is committed; null when nothing is compared, or nothing is there.</param>
/// <param name="Got">The value at the first seed that lies outside, else at the first seed.</param>
/// <param name="Seed">That seed.</param>
/// <param name="Tolerance">How far it may lie from the expected one.</param>
/// <param name="Difference">How it differs; null when it does not, or when nothing is compared.</param>
internal sealed record FindingCheck(string Name, MeasuredFinding? Measured, ExpectedFinding? Expected, double Got, int Seed, double Tolerance, string? Difference)
{
    /// <summary>Compares measured findings with those of a tier.</summary>
    /// <param name="found">What was measured.</param>
    /// <param name="tier">What is committed; null to compare nothing.</param>
    /// <param name="chosen">Experiments or findings that were asked for; empty for all.</param>
    /// <param name="seeds">The seeds of the measured values.</param>
    public static IReadOnlyList<FindingCheck> All(IReadOnlyList<MeasuredFinding> found, ExpectedTier? tier, IReadOnlyList<string> chosen, IReadOnlyList<int> seeds)
    {
        var expected = (tier?.Findings ?? []).ToDictionary(f => f.Name);
        var checks = found.Select(f => Of(f, tier, expected.GetValueOrDefault(f.Name), seeds));
        var names = found.Select(f => f.Name).ToHashSet();
        var lost = expected.Values
            .Where(e => e.Value is not null && !names.Contains(e.Name) && (chosen.Count == 0 || chosen.Any(c => e.Name == c || e.Name.StartsWith(c + ".", StringComparison.Ordinal))))
            .Select(e => new FindingCheck(e.Name, null, e, double.NaN, seeds[0], e.Tolerance, "the experiment gave no such finding"));
        return [.. checks, .. lost];
    }

    /// <summary>For a program.</summary>
    public VerifiedFinding Report => new(
        Name, Measured?.Finding.Words ?? "", VerifiedReading.Finite(Got), Seed, Expected?.Value, Expected is null ? null : Tolerance, Expected is null && Difference is null ? null : Difference is null,
        Measured is null ? null : VerifiedReading.Finite(Measured.Finding.Low), Measured is null ? null : VerifiedReading.Finite(Measured.Finding.High),
        Measured?.Finding.Count ?? 0, Measured?.Finding.Method ?? "", Difference);

    /// <summary>For a person.</summary>
    /// <param name="width">Of the names.</param>
    public string Line(int width) =>
        $"{Name.PadRight(width)}  {Number(Expected?.Value),11}  {Number(VerifiedReading.Finite(Got)),11}  {(Expected is null ? "" : Tolerance.ToString("g2", CultureInfo.InvariantCulture)),9}  {(Difference is null ? "within" : "OUTSIDE")}";

    // Of several seeds the one that differs, else the first, is shown.
    private static FindingCheck Of(MeasuredFinding found, ExpectedTier? tier, ExpectedFinding? expected, IReadOnlyList<int> seeds)
    {
        if (tier is null || expected is null)
            return new(found.Name, found, expected, found.Values[0], seeds[0], 0, tier is null ? null : "has no committed figure; write one with verify --only findings --update");
        var checks = seeds.Zip(found.Values, (seed, got) =>
        {
            var committed = seed == tier.Plan.Seeds[0];
            var difference = expected.Difference(got, committed);
            return new FindingCheck(found.Name, found, expected, got, seed, expected.Allowed(committed), difference is not null && seeds.Count > 1 ? $"{difference} (seed {seed})" : difference);
        }).ToArray();
        return checks.FirstOrDefault(c => c.Difference is not null) ?? checks[0];
    }

    private static string Number(double? value) => value?.ToString("g5", CultureInfo.InvariantCulture) ?? "not defined";
}
