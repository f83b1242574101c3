using System.Text.Json.Serialization;
using Workbook.Claims;

namespace Workbook.Runner.Commands;

/// <summary>What <c>data/expected/claims.json</c> says about one claim.</summary>
/// <param name="Id">The claim.</param>
/// <param name="Verdict">tight, loose, refuted or empirical.</param>
/// <param name="Ratio">The greatest ratio of value to bound, or a measured claim's figure; null when the ratio has no limit.</param>
internal sealed record ExpectedClaim(string Id, string Verdict, double? Ratio)
{
    // How the ids of the catalogue's own claims begin.
    private static readonly string[] OfCatalogue = ["normalizer.", "variant."];

    // Another processor rounds otherwise and sends a search another way.
    private const double Tolerance = 0.02;

    /// <summary>Whether a claim comes with a normalizer or an attention variant, so that a new one brings its own.</summary>
    /// <param name="id">The claim.</param>
    public static bool IsOfCatalogue(string id) => OfCatalogue.Any(start => id.StartsWith(start, StringComparison.Ordinal));

    /// <summary>What a verdict would have committed.</summary>
    public static ExpectedClaim Of(Verdict verdict)
    {
        var figure = verdict.Measured?.Figure ?? verdict.Best;
        return new ExpectedClaim(verdict.Claim.Id, Name(verdict.Kind), double.IsFinite(figure) ? figure : null);
    }

    /// <summary>The verdict's name in files.</summary>
    public static string Name(VerdictKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>How a verdict differs from what is expected; null when it does not.</summary>
    /// <param name="verdict">What was found.</param>
    /// <param name="quick">A short search may come less close; it may not come closer.</param>
    public string? Difference(Verdict verdict, bool quick)
    {
        if (Name(verdict.Kind) is var kind && kind != Verdict)
            return $"{kind}, expected {Verdict}";
        if (Ratio is not { } expected || verdict.Sides.Equality && verdict.Measured is null)
            return null;
        if (verdict.Measured is { } measured)
        {
            var allowed = measured.Tolerance + 2 * measured.HalfWidth;
            return Math.Abs(measured.Figure - expected) <= allowed ? null : $"the figure is {measured.Figure:g4}, expected {expected:g4} within {allowed:g2}";
        }

        // A refuted claim's worst ratio is a search result, not a limit: that it is above 1 is the verdict.
        if (verdict.Kind == VerdictKind.Refuted)
            return null;
        return verdict.Best > expected * (1 + Tolerance) || (!quick && verdict.Best < expected * (1 - Tolerance))
            ? $"the best ratio is {verdict.Best:g4}, expected {expected:g4}"
            : null;
    }
}

/// <summary>The file of expected verdicts.</summary>
/// <param name="Format">Always workbook-expected-claims.</param>
/// <param name="Version">The form's version.</param>
/// <param name="Claims">One entry a claim, by id.</param>
internal sealed record ExpectedClaims(string Format, int Version, IReadOnlyList<ExpectedClaim> Claims);

/// <summary>How <see cref="ExpectedClaims"/> is written as JSON.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ExpectedClaims))]
internal sealed partial class ExpectedClaimsJson : JsonSerializerContext;
