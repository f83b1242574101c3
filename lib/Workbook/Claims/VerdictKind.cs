namespace Workbook.Claims;

/// <summary>What a search says about a claim.</summary>
public enum VerdictKind
{
    /// <summary>No counterexample, and some instance comes within one per cent of equality.</summary>
    Tight,

    /// <summary>No counterexample, and no instance comes within one per cent.</summary>
    Loose,

    /// <summary>Refuted as stated: there is a counterexample.</summary>
    Refuted,

    /// <summary>A measured figure with its interval, which agrees with the claim.</summary>
    Empirical,
}
