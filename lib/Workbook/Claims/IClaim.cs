namespace Workbook.Claims;

/// <summary>A claim that a machine can attack. One file each; <see cref="ClaimLedger"/> finds them by this interface.</summary>
public interface IClaim
{
    /// <summary>The ledger's entry.</summary>
    Claim Claim { get; }

    /// <summary>Which parts of an instance it looks at.</summary>
    InstanceParts Uses { get; }

    /// <summary>The longest row that the search tries; small where a comparison enumerates subsets.</summary>
    int LongestRow => 12;

    /// <summary>Instances worth trying first, such as the known case of equality. Not counterexamples: these the search must find.</summary>
    IEnumerable<Instance> Known => [];

    /// <summary>Whether an instance meets the claim's conditions.</summary>
    /// <param name="instance">A row.</param>
    bool Admits(Instance instance) => true;

    /// <summary>Both sides of the claim on an instance that it admits.</summary>
    /// <param name="instance">A row.</param>
    Comparison Compare(Instance instance);
}
