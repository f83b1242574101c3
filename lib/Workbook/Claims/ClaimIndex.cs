using Workbook.Charts;

namespace Workbook.Claims;

/// <summary>Claims listed with links: from a chapter to the ledger in chapter 6, and from the ledger to the section and figure that derive each.</summary>
public static class ClaimIndex
{
    private const string Ledger = "06-claims.dib";

    /// <summary>The claims that a chapter derives, each with a link to its line in the ledger.</summary>
    /// <param name="notebook">The chapter, without extension, such as <c>02-distance</c>.</param>
    /// <exception cref="WorkbookException">No claim belongs to it.</exception>
    public static Table Of(string notebook)
    {
        var claims = ClaimLedger.All.Select(c => c.Claim).Where(c => c.Notebook == notebook).ToArray();
        if (claims.Length == 0)
            throw new WorkbookException($"No claim belongs to '{notebook}'; claims belong to {string.Join(", ", ClaimLedger.All.Select(c => c.Claim.Notebook).Distinct().Order())}.");
        return Table.Of(
            "The claims of this chapter; each name leads to its verdict in the ledger",
            claims,
            ("claim", c => ToLedger(c, c.Id)),
            ("statement", c => c.Words),
            ("from", c => c.Source));
    }

    /// <summary>Verdicts with links to the section and to the figure that derive each claim.</summary>
    /// <param name="caption">What the table shows.</param>
    /// <param name="verdicts">The verdicts.</param>
    public static Table Verdicts(string caption, IEnumerable<Verdict> verdicts) => Table.Of(
        caption,
        verdicts,
        ("claim", v => new Places(new Link(v.Claim.Id, Place(v.Claim, ""), LineOf(v.Claim)), v.Claim.Section.Length == 0 ? null : new Link("figure", Place(v.Claim, "-figure")))),
        ("statement", v => v.Claim.Words),
        ("verdict", v => Short(v)),
        (new Column("closest", "s3"), v => v.Measured is null ? v.Best : v.Measured.Figure));

    /// <summary>A link to a claim's line in the ledger.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="text">What the link says.</param>
    public static Link ToLedger(Claim claim, string text) => new(text, $"{Ledger}#{LineOf(claim)}");

    /// <summary>The name of a claim's line in the ledger.</summary>
    /// <param name="claim">The claim.</param>
    public static string LineOf(Claim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return $"ledger-{claim.Id.Replace('.', '-')}";
    }

    private static string Short(Verdict verdict) => verdict.Kind switch
    {
        VerdictKind.Tight => verdict.Sides.Equality ? "equality" : "tight",
        VerdictKind.Loose => "loose",
        VerdictKind.Refuted => "refuted",
        _ => "measured",
    };

    // The section, and below it the figure: a column of its own would not fit.
    private sealed record Places(Link Section, Link? Figure) : IView
    {
        public string ToHtml() => Figure is null ? Section.ToHtml() : $"{Section.ToHtml()}<br>{Figure.ToHtml()}";

        public string ToText() => Section.ToText();
    }

    private static string Place(Claim claim, string what) =>
        claim.Section.Length == 0 ? $"{claim.Notebook}.dib" : $"{claim.Notebook}.dib#{Link.Section(claim.Section)}{what}";
}
