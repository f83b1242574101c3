using Workbook.Experiments.Simulations;
using Workbook.Experiments.Statistics;
using Workbook.Normalizers;

namespace Workbook.Charts;

/// <summary>Figures of chapter 05: every normalizer of the catalogue side by side. A new one appears by itself.</summary>
public static class NormalizerFigures
{
    private static readonly Axis LengthAxis = Axis.Log("context length L", "tokens");

    /// <summary>The weights that each normalizer gives to one row.</summary>
    /// <param name="rows">From <see cref="NormalizerComparison.OnRow"/>.</param>
    /// <param name="logits">l, [L].</param>
    public static Figure Weights(IReadOnlyList<NormalizerRow> rows, double[] logits) => Chart.Heatmap(
        "The same logits, turned into weights in every way. Each row is one normalizer or variant, each column a token, from the greatest logit to the least.",
        Map(rows, logits.Length, (row, j) => row.Weights[j]),
        new()
        {
            X = "logit of the token",
            Y = "",
            From = 0,
            RowLabels = [.. rows.Select(r => r.Name)],
            ColumnLabels = [.. logits.Select(l => NumberText.Show(l, 2))],
        });

    /// <summary>The informative token's share of all weight, over the length.</summary>
    /// <param name="points">From <see cref="NormalizerComparison.OverLength"/>.</param>
    public static Figure InformativeShare(IReadOnlyList<NormalizerLengthPoint> points) => OverLength(
        points,
        "The informative token's share of all weight, medians over rows. From top to bottom: from those that keep it in long contexts to those that lose it.",
        "share of the informative token",
        p => p.Share.Median,
        descending: true,
        AxisScale.Linear);

    /// <summary>Effective tokens over the length.</summary>
    /// <param name="points">From <see cref="NormalizerComparison.OverLength"/>.</param>
    public static Figure EffectiveTokens(IReadOnlyList<NormalizerLengthPoint> points) => OverLength(
        points,
        "Effective tokens: how many equal weights would have the row's entropy, medians over rows. From the most decided to the most even.",
        "effective tokens e^H",
        p => Math.Exp(p.Entropy.Median),
        descending: false,
        AxisScale.Log);

    /// <summary>The informative token's share for a few normalizers, as lines.</summary>
    /// <param name="points">From <see cref="NormalizerComparison.OverLength"/>.</param>
    /// <param name="names">At most five names.</param>
    public static Figure Share(IReadOnlyList<NormalizerLengthPoint> points, params string[] names) => Chart.Lines(
        "The informative token's share of all weight for a few normalizers; the bands are the middle half of the rows.",
        LengthAxis,
        new Axis("share of the informative token", From: 0, To: 1.02),
        [.. names.Select(name => Line(name, points, p => p.Share, value => value))]);

    /// <summary>The sensitivity on the same rows for a few normalizers, as lines.</summary>
    /// <param name="points">From <see cref="NormalizerComparison.OverLength"/>.</param>
    /// <param name="names">At most five names.</param>
    public static Figure Sensitivity(IReadOnlyList<NormalizerLengthPoint> points, params string[] names) => Chart.Lines(
        "The sensitivity on the same rows. Where a line is missing one token has everything, and nothing moves; the bands are the middle half of the rows.",
        LengthAxis,
        Axis.Log("sensitivity ||J||₂"),
        [.. names.Select(name => Line(name, points, p => p.Sensitivity, Seen))]);

    /// <summary>What attention variants declare of their weights; the tests and the ledger hold it.</summary>
    /// <param name="variants">The variants.</param>
    public static Table Declared(IReadOnlyList<IAttentionVariant> variants) => Table.Of(
        "What is declared of each variant, at its start; the norm at L = 16",
        variants,
        ("variant", v => v.Name),
        ("sum", v => Range(v.Properties.RowSum)),
        ("gates", v => v.Properties.Gates switch { GateShape.Head => "a head", GateShape.Token => "a token", GateShape.Element => "an entry", _ => "" }),
        (new Column("||J||_2 at most", "s3"), v => v.Properties.JacobianBound?.Invoke(16)),
        ("why there is no bound", v => v.Properties.Unbounded ?? ""),
        ("from", v => v.Properties.Reference));

    private static string Range((double Least, double Most) sum) =>
        sum.Least == sum.Most ? NumberText.Show(sum.Most, 3) : double.IsFinite(sum.Most) ? $"{NumberText.Show(sum.Least)} to {NumberText.Show(sum.Most)}" : "";

    private static Figure OverLength(
        IReadOnlyList<NormalizerLengthPoint> points, string caption, string value, Func<NormalizerLengthPoint, double> measure, bool descending, AxisScale scale)
    {
        var groups = points.GroupBy(p => p.Name).Select(g => (Name: g.Key, Values: g.Select(measure).ToArray())).ToArray();
        groups = [.. descending ? groups.OrderByDescending(g => g.Values[^1]) : groups.OrderBy(g => g.Values[^1])];
        return Chart.Heatmap(
            caption,
            Map(groups, groups[0].Values.Length, (g, j) => g.Values[j]),
            new()
            {
                X = new("context length L", "tokens"),
                Y = "",
                Value = value,
                Scale = scale,
                Floor = 1,
                From = scale == AxisScale.Log ? 1 : 0,
                RowLabels = [.. groups.Select(g => g.Name)],
                ColumnLabels = [.. points.Select(p => p.Length).Distinct().Select(length => NumberText.Show(length))],
            });
    }

    private static Series Line(string name, IReadOnlyList<NormalizerLengthPoint> points, Func<NormalizerLengthPoint, Spread> y, Func<double, double> shown)
    {
        var line = points.Where(p => p.Name == name).ToArray();
        if (line.Length == 0)
            throw new ArgumentException($"No point is of a normalizer called '{name}'; there are {string.Join(", ", points.Select(p => p.Name).Distinct())}.", nameof(name));
        return Series.Over(
            name,
            line.Select(p => p.Length),
            line.Select(p => shown(y(p).Median)),
            SeriesRole.Plain,
            line.Select(p => shown(y(p).Low)),
            line.Select(p => shown(y(p).High)));
    }

    // A logarithmic axis has no zero.
    private static double Seen(double value) => value > 1e-6 ? value : double.NaN;

    private static double[,] Map<T>(IReadOnlyList<T> rows, int columns, Func<T, int, double> value)
    {
        var map = new double[rows.Count, columns];
        for (var i = 0; i < rows.Count; i++)
        {
            for (var j = 0; j < columns; j++)
                map[i, j] = value(rows[i], j);
        }

        return map;
    }
}
