namespace Workbook.Runner.Commands;

/// <summary>How much <c>verify</c> does.</summary>
internal enum VerifyTier
{
    /// <summary>A short search for every claim, a small part of the findings.</summary>
    Quick,

    /// <summary>Every claim in full, every experiment on the whole corpus at shorter lengths.</summary>
    Default,

    /// <summary>The same with all lengths and several seeds.</summary>
    Full,
}
