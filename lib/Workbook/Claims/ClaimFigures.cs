using Workbook.Charts;

namespace Workbook.Claims;

/// <summary>Figures of chapter 06: the ledger as a whole.</summary>
public static class ClaimFigures
{
    // Above it a bound is broken, by how much hardly matters.
    private const double Most = 2;

    /// <summary>The greatest ratio of value to bound that was found for each claim about instances, in order.</summary>
    /// <param name="verdicts">The verdicts; measured claims are left out.</param>
    public static Figure Ratios(IEnumerable<Verdict> verdicts)
    {
        var ordered = verdicts.Where(v => v.Measured is null && double.IsFinite(v.Best) && v.Best > 0).OrderBy(v => v.Best).ToArray();
        Series Points(string name, VerdictKind kind, SeriesRole role)
        {
            int[] places = [.. Enumerable.Range(0, ordered.Length).Where(i => ordered[i].Kind == kind)];
            return Series.Over(name, places.Select(i => i + 1), places.Select(i => Math.Min(ordered[i].Best, Most)), role) with { PointsOnly = true };
        }

        return Chart.Lines(
            "Every claim about instances by the greatest ratio of value to bound that the search found: above one it is refuted as stated, within one per cent of one it is tight, below it is loose. Ratios above two stand at two.",
            new Axis("claim, by its ratio", From: 0),
            new Axis("greatest ratio found", From: 0.4, To: 2.1),
            Points("loose", VerdictKind.Loose, SeriesRole.Measured),
            Points("tight", VerdictKind.Tight, SeriesRole.Prediction),
            Points("refuted", VerdictKind.Refuted, SeriesRole.PublishedBound),
            Series.Constant("equality", 1, 1, Math.Max(2, ordered.Length)));
    }

    /// <summary>How many claims have each verdict, by where they come from.</summary>
    /// <param name="verdicts">The verdicts.</param>
    public static Table Counts(IEnumerable<Verdict> verdicts)
    {
        var all = verdicts.ToArray();
        int Count(ClaimKind source, VerdictKind kind) => all.Count(v => v.Claim.Kind == source && v.Kind == kind);
        return Table.Of(
            $"{all.Length} claims and their verdicts",
            Enum.GetValues<ClaimKind>(),
            ("from", k => k switch { ClaimKind.Published => "the paper", ClaimKind.Sharp => "a sharp form of the paper's", _ => "new here" }),
            ("tight", k => Count(k, VerdictKind.Tight)),
            ("loose", k => Count(k, VerdictKind.Loose)),
            ("refuted as stated", k => Count(k, VerdictKind.Refuted)),
            ("measured", k => Count(k, VerdictKind.Empirical)));
    }
}
