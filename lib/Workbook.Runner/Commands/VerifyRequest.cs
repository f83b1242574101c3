using Workbook.Claims;

namespace Workbook.Runner.Commands;

/// <summary>What <c>verify</c> is asked to do.</summary>
internal sealed record VerifyRequest
{
    /// <summary>The claims; empty for all.</summary>
    public required IReadOnlyList<IClaim> Claims { get; init; }

    /// <summary>True for a short search.</summary>
    public required bool Quick { get; init; }

    /// <summary>The seed of every draw.</summary>
    public required int Seed { get; init; }

    /// <summary>A model whose rows are checked too; null for none.</summary>
    public string? Model { get; init; }

    /// <summary>A trace whose rows are checked too; null for none.</summary>
    public string? Trace { get; init; }

    /// <summary>What the model reads, by name or path; null for the first text of the corpus.</summary>
    public string? Text { get; init; }

    /// <summary>The file of expected verdicts.</summary>
    public required string Expected { get; init; }

    /// <summary>True to write that file.</summary>
    public bool Update { get; init; }

    /// <summary>True to print JSON.</summary>
    public bool Json { get; init; }
}
