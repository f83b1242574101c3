using Workbook.Claims;

namespace Workbook.Runner.Commands;

/// <summary>What <c>verify</c> is asked to do.</summary>
internal sealed record VerifyRequest
{
    /// <summary>How much is done.</summary>
    public required VerifyTier Tier { get; init; }

    /// <summary>Whether claims are attacked.</summary>
    public bool WithClaims { get; init; } = true;

    /// <summary>Whether the experiments are run again.</summary>
    public bool WithFindings { get; init; } = true;

    /// <summary>The claims; empty for all.</summary>
    public required IReadOnlyList<IClaim> Claims { get; init; }

    /// <summary>Experiments, or findings such as <c>dilution.slope</c>; empty for all.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>The seed of every draw.</summary>
    public required int Seed { get; init; }

    /// <summary>The model whose rows and findings are looked at; null for nano's findings and no rows.</summary>
    public string? Model { get; init; }

    /// <summary>A saved trace to look at instead; null for none.</summary>
    public string? Trace { get; init; }

    /// <summary>What the model reads, by name or path; null for the tier's texts.</summary>
    public string? Text { get; init; }

    /// <summary>The file of expected verdicts.</summary>
    public required string Expected { get; init; }

    /// <summary>The file of expected findings.</summary>
    public required string ExpectedFindings { get; init; }

    /// <summary>True to write those files.</summary>
    public bool Update { get; init; }

    /// <summary>True to print JSON.</summary>
    public bool Json { get; init; }

    /// <summary>False to keep and reuse no pieces of experiments.</summary>
    public bool Cache { get; init; } = true;

    /// <summary>Whether claims meet a short search.</summary>
    public bool Quick => Tier == VerifyTier.Quick;
}
