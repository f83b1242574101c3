namespace Workbook.Claims;

/// <summary>Where a claim comes from.</summary>
public enum ClaimKind
{
    /// <summary>The paper's own statement (P).</summary>
    Published,

    /// <summary>A sharp form of a published statement (S).</summary>
    Sharp,

    /// <summary>A statement of this workbook (N).</summary>
    New,
}
