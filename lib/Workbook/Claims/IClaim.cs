namespace Workbook.Claims;

/// <summary>A claim that a machine can attack; <see cref="ClaimLedger"/> finds it by this interface or through an <see cref="IClaimFamily"/>.</summary>
public interface IClaim
{
    /// <summary>The ledger's entry.</summary>
    Claim Claim { get; }
}
