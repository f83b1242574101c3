using Workbook.Charts;

namespace Workbook.Claims;

/// <summary>Claims listed with links: from a chapter and its figures to the ledger in chapter 6, and from the ledger to the place that states each and the figure that shows it.</summary>
public static class ClaimIndex
{
    private const string Ledger = "06-claims.dib";

    /// <summary>The claim whose line in the ledger a link leads to; null for any other link.</summary>
    /// <param name="target">A link as a notebook writes it.</param>
    public static Claim? Behind(string target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return target.StartsWith($"{Ledger}#ledger-", StringComparison.Ordinal)
            ? ClaimLedger.All.Select(c => c.Claim).FirstOrDefault(c => target.EndsWith($"#{LineOf(c)}", StringComparison.Ordinal))
            : null;
    }

    /// <summary>A figure with the claims that it shows, each a link to its line in the ledger; the claims name the figure.</summary>
    /// <param name="name">The name that the claims give it, such as <c>figure-weights</c>.</param>
    /// <param name="figure">The figure.</param>
    /// <exception cref="WorkbookException">No claim names this figure.</exception>
    public static Figure Shown(string name, Figure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var claims = ClaimLedger.All.Select(c => c.Claim).Where(c => c.Figure == name).ToArray();
        return claims.Length > 0
            ? figure.Linked(name, claims.Length == 1 ? "Claim" : "Claims", [.. claims.Select(c => ToLedger(c, c.Id))])
            : throw new WorkbookException($"No claim names the figure '{name}'; claims name {string.Join(", ", ClaimLedger.All.Select(c => c.Claim.Figure).Distinct().Order())}.");
    }

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
            ("claim", c => ToLedger(c, c.Id) with { Anchor = c.Anchor }),
            ("statement", c => c.Words),
            ("from", c => c.Source));
    }

    /// <summary>Verdicts with links to the place that states each claim and to the figure that shows it.</summary>
    /// <param name="caption">What the table shows.</param>
    /// <param name="verdicts">The verdicts.</param>
    public static Table Verdicts(string caption, IEnumerable<Verdict> verdicts) => Table.Of(
        caption,
        verdicts,
        ("claim", v => new Places(new Link(v.Claim.Id, v.Claim.Place, LineOf(v.Claim)), new Link("figure", $"{v.Claim.Notebook}.dib#{v.Claim.Figure}"))),
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

    // The place, and below it the figure: a column of its own would not fit.
    private sealed record Places(Link Stated, Link Figure) : IView
    {
        public string ToHtml() => $"{Stated.ToHtml()}<br>{Figure.ToHtml()}";

        public string ToText() => Stated.ToText();
    }
}
