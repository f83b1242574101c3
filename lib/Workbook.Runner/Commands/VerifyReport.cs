using System.Text.Json.Serialization;
using Workbook.Claims;

namespace Workbook.Runner.Commands;

/// <summary>What <c>verify --json</c> prints.</summary>
/// <param name="Format">Always workbook-verify.</param>
/// <param name="Version">The form's version.</param>
/// <param name="Ok">Whether every verdict and every finding is the expected one.</param>
/// <param name="Quick">Whether the search was short.</param>
/// <param name="Seed">The seed of all draws.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="LeftOut">What a quick search of the claims leaves out.</param>
/// <param name="Claims">One entry a claim; empty when none was attacked.</param>
internal sealed record VerifyReport(string Format, int Version, bool Ok, bool Quick, int Seed, double Seconds, IReadOnlyList<string> LeftOut, IReadOnlyList<VerifiedClaim> Claims)
{
    /// <summary>quick, default or full.</summary>
    public required string Tier { get; init; }

    /// <summary>The findings; null when the experiments were not run.</summary>
    public VerifiedFindings? Findings { get; init; }
}

/// <summary>One claim of the report.</summary>
internal sealed record VerifiedClaim
{
    public required string Id { get; init; }

    public required string Words { get; init; }

    public required string Statement { get; init; }

    public required string Source { get; init; }

    public required string Conditions { get; init; }

    public required string Notebook { get; init; }

    public required string Section { get; init; }

    public required string Anchor { get; init; }

    public required string Figure { get; init; }

    public required string Verdict { get; init; }

    /// <summary>The greatest ratio of value to bound; null when it has no limit, or for a measured claim.</summary>
    public double? Ratio { get; init; }

    public double? Value { get; init; }

    public double? Bound { get; init; }

    /// <summary>The half width of a measured figure's 95 % interval.</summary>
    public double? HalfWidth { get; init; }

    /// <summary>The minimal counterexample, or the instance that came closest.</summary>
    public string? Instance { get; init; }

    public string? FoundBy { get; init; }

    public required int Tried { get; init; }

    public int RandomInstances { get; init; }

    public int RealRows { get; init; }

    public double? RealRowsRatio { get; init; }

    public required double Seconds { get; init; }

    /// <summary>How the verdict differs from the expected one; null when it does not.</summary>
    public string? Difference { get; init; }

    public static VerifiedClaim Of(Verdict verdict, string? difference) => new()
    {
        Id = verdict.Claim.Id,
        Words = verdict.Claim.Words,
        Statement = verdict.Claim.Statement,
        Source = verdict.Claim.Source,
        Conditions = verdict.Claim.Conditions,
        Notebook = verdict.Claim.Notebook,
        Section = verdict.Claim.Section,
        Anchor = verdict.Claim.Anchor,
        Figure = verdict.Claim.Figure,
        Verdict = ExpectedClaim.Name(verdict.Kind),
        Ratio = verdict.Measured is null ? Finite(verdict.Best) : null,
        Value = Finite(verdict.Sides.Value),
        Bound = Finite(verdict.Sides.Bound),
        HalfWidth = verdict.Measured?.HalfWidth,
        Instance = verdict.Instance is null ? null : verdict.Describe(),
        FoundBy = verdict.FoundBy.Length > 0 ? verdict.FoundBy : null,
        Tried = verdict.Tried,
        RandomInstances = verdict.RandomTried,
        RealRows = verdict.Rows,
        RealRowsRatio = verdict.Rows > 0 ? Finite(verdict.RowsRatio) : null,
        Seconds = verdict.Duration.TotalSeconds,
        Difference = difference,
    };

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}

/// <summary>How <see cref="VerifyReport"/> is written as JSON.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(VerifyReport))]
internal sealed partial class VerifyJson : JsonSerializerContext;
