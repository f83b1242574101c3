namespace Workbook.Claims;

/// <summary>Claims that belong together, such as those of one theorem; <see cref="ClaimLedger"/> finds families by this interface.</summary>
public interface IClaimFamily
{
    /// <summary>The claims.</summary>
    IEnumerable<IClaim> Claims { get; }
}
