using Workbook.Charts;

namespace Workbook.Claims;

/// <summary>Figures of claims: the ledger as a whole, and the claims of a chapter that no other figure shows.</summary>
public static class ClaimFigures
{
    // Above it a bound is broken, by how much hardly matters.
    private const double Most = 2;
    private const int Rows = 100;
    private const double Reached = 0.99;
    private static readonly string[] Bins = ["0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "reached", "broken"];

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

    /// <summary>Where random rows stand between nothing and the bound, for every claim of a chapter that names no figure of its own.</summary>
    /// <param name="notebook">The chapter, without extension, such as <c>02-distance</c>.</param>
    /// <param name="seed">The seed of the rows.</param>
    /// <exception cref="WorkbookException">Each of its claims has a figure of its own, or it has no claim.</exception>
    public static Figure Others(string notebook, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(notebook);
        var name = new Claim("", "", "", "", ClaimKind.New, "") { Notebook = notebook }.Figure;
        IClaim[] claims = [.. ClaimLedger.All.Where(c => c.Claim.Notebook == notebook && c.Claim.Figure == name)];
        var shares = new double[claims.Length, Bins.Length];
        for (var c = 0; c < claims.Length; c++)
        {
            var ratios = Ratios(claims[c], seed);
            foreach (var ratio in ratios)
                shares[c, Bin(ratio)] += 1.0 / ratios.Length;
            for (var bin = 0; bin < Bins.Length; bin++)
                shares[c, bin] = shares[c, bin] > 0 ? shares[c, bin] : double.NaN;
        }

        return ClaimIndex.Shown(name, Chart.Heatmap(
            $"The claims of this chapter that no figure above shows, each on {Rows} random rows over extreme regimes: the share of rows on which the value is so many tenths of the bound, reaches it within one per cent, or breaks it. Of a measured claim one field: how far the figure is from what is claimed, in units of what the claim allows.",
            shares,
            new()
            {
                X = "value over bound",
                Y = "",
                Value = "share of the rows",
                From = 0,
                To = 1,
                RowLabels = [.. claims.Select(c => c.Claim.Id)],
                ColumnLabels = Bins,
            }));
    }

    private static double[] Ratios(IClaim claim, int seed)
    {
        if (claim is IMeasuredClaim measured)
        {
            var figure = measured.Measure(seed, 0.05);
            return [Math.Abs(figure.Figure - figure.Expected) / (figure.Tolerance + figure.HalfWidth)];
        }

        var instances = (IInstanceClaim)claim;
        var source = new ExtremeSource(new Random(seed), instances.ShortestRow, instances.LongestRow);
        return [.. Enumerable.Range(0, 60 * Rows).Select(_ => source.Next()).Where(instances.Admits).Select(instances.Compare).Where(sides => !sides.IsEmpty).Take(Rows).Select(Ratio)];
    }

    private static double Ratio(Comparison sides) =>
        sides.Violates ? Most
        : sides.Equality ? 1
        : Math.Min(sides.Ratio, 1);

    private static int Bin(double ratio) => ratio > 1 ? Bins.Length - 1 : ratio >= Reached ? Bins.Length - 2 : Math.Clamp((int)(10 * ratio), 0, 9);

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
