namespace Workbook.Claims;

/// <summary>A statement as it stands in the ledger.</summary>
/// <param name="Id">A stable name, such as <c>sensitivity.published</c>.</param>
/// <param name="Words">The statement in plain words and house notation.</param>
/// <param name="Statement">The statement in LaTeX.</param>
/// <param name="Source">Where it comes from, such as <c>paper, Corollary 3</c>.</param>
/// <param name="Kind">Published, sharp or new.</param>
/// <param name="Conditions">What it assumes, in words.</param>
public sealed record Claim(string Id, string Words, string Statement, string Source, ClaimKind Kind, string Conditions)
{
    /// <summary>The notebook that derives it, without extension, such as <c>04-temperature-and-gradients</c>.</summary>
    public string Notebook { get; init; } = "06-claims";

    /// <summary>The section of that notebook, as its heading reads; empty for the notebook as a whole.</summary>
    public string Section { get; init; } = "";

    /// <summary>What the positive number of an instance stands for in this claim, such as r for a radius.</summary>
    public string AmountName { get; init; } = "r";

    /// <summary>The mark that a verdict's card carries in a page: <c>NOTEBOOK.html#</c> with this leads from the ledger to the cell, and back.</summary>
    public string Anchor => "claim-" + Id;
}
