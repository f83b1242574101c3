namespace Workbook.Claims;

/// <summary>A statement of the form "value ≤ bound", as it stands in the ledger.</summary>
/// <param name="Id">A stable name, such as <c>sensitivity.published</c>.</param>
/// <param name="Words">The statement in plain words and house notation.</param>
/// <param name="Statement">The statement in LaTeX.</param>
/// <param name="Source">Where it comes from, such as <c>paper, Corollary 3</c>.</param>
/// <param name="Kind">Published, sharp or new.</param>
/// <param name="Conditions">What it assumes, in words.</param>
public sealed record Claim(string Id, string Words, string Statement, string Source, ClaimKind Kind, string Conditions);
