namespace Workbook.Runner.Commands;

/// <summary>The expected figures of one tier, with what they were measured on.</summary>
/// <param name="Tier">quick, default or full.</param>
/// <param name="Plan">Experiments, texts, lengths and seeds.</param>
/// <param name="Findings">One entry a finding, by name.</param>
internal sealed record ExpectedTier(string Tier, FindingsPlan Plan, IReadOnlyList<ExpectedFinding> Findings)
{
    /// <summary>The tier's name in files.</summary>
    public static string Name(VerifyTier tier) => tier.ToString().ToLowerInvariant();

    /// <summary>The option that asks for a tier, with a space before it; nothing for the default one.</summary>
    public static string Flag(VerifyTier tier) => tier == VerifyTier.Default ? "" : $" --{Name(tier)}";
}
