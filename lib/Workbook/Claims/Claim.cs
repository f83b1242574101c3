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

    /// <summary>The section of that notebook, as its heading reads; the claim's mark stands in it.</summary>
    public string Section { get; init; } = "";

    /// <summary>What the positive number of an instance stands for in this claim, such as r for a radius.</summary>
    public string AmountName { get; init; } = "r";

    /// <summary>The name of the figure in that notebook that shows it; by default the one at the chapter's end that shows all claims without a picture of their own.</summary>
    public string Figure { get => field.Length > 0 ? field : $"figure-{Notebook[..2]}-others"; init; } = "";

    /// <summary>The name of the place that states it: the link to the ledger in the notebook's prose, which a report marks so; else its line in the chapter's list.</summary>
    public string Anchor => "claim-" + Id.Replace('.', '-');

    /// <summary>Where it is stated, as a link within the notebooks.</summary>
    public string Place => $"{Notebook}.dib#{Anchor}";
}
