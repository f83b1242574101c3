using Workbook.Experiments.Rows;
using Workbook.Experiments.Statistics;
using Workbook.Training;

namespace Workbook.Charts;

/// <summary>Figures of chapter 13: the atlas of a model's heads.</summary>
public static class AtlasFigures
{
    private const string NoRows = "No head was measured.";

    private static readonly (string Name, Func<HeadAtlasRow, double> Value)[] Measures =
    [
        ("sink mass", r => r.SinkMass),
        ("dilution slope", r => r.DilutionSlope),
        ("critical share", r => r.CriticalShare),
        ("separability", r => r.Separability),
        ("sensitivity", r => r.Sensitivity),
        ("entropy share", r => r.EntropyShare),
    ];

    /// <summary>A clickable map of all heads, tinted by one measure.</summary>
    /// <param name="measurement">The experiment <c>head-atlas</c>.</param>
    /// <param name="measure">The beginning of one of <see cref="HeadAtlasFigures.MeasureNames"/>.</param>
    public static IView Map(Measurement measurement, string measure) => measurement.Show<HeadAtlasRow>(NoRows, rows =>
        HeadAtlasFigures.Map(rows, HeadAtlasFigures.MeasureNames.FirstOrDefault(name => name.StartsWith(measure, StringComparison.Ordinal)) ?? measure));

    /// <summary>A clickable map of the kinds.</summary>
    /// <param name="measurement">The experiment <c>head-atlas</c>.</param>
    public static IView Kinds(Measurement measurement) => measurement.Show<HeadAtlasRow>(NoRows, HeadAtlasFigures.Kinds);

    /// <summary>The means of each kind.</summary>
    /// <param name="measurement">The experiment <c>head-atlas</c>.</param>
    public static IView KindTable(Measurement measurement) => measurement.Show<HeadKindRow>(NoRows, HeadAtlasFigures.KindTable);

    /// <summary>Rank correlations of the measures over the heads.</summary>
    /// <param name="measurement">The experiment <c>head-atlas</c>.</param>
    public static IView Correlations(Measurement measurement) => measurement.Show<HeadAtlasRow>(NoRows, rows =>
    {
        var known = Measures.Where(m => rows.All(r => double.IsFinite(m.Value(r)))).ToArray();
        var matrix = new double[known.Length, known.Length];
        for (var i = 0; i < known.Length; i++)
        {
            for (var j = 0; j < known.Length; j++)
                matrix[i, j] = RankCorrelation.Spearman([.. rows.Select(known[i].Value)], [.. rows.Select(known[j].Value)]).Value;
        }

        string[] names = [.. known.Select(m => m.Name)];
        return new MatrixView($"Spearman's rank correlation of the measures over {rows.Count} heads; with so many heads one below {NumberText.Show(Least(rows.Count), 2)} is within what chance gives", matrix, names, names);
    });

    /// <summary>In how many heads a statement of the paper holds.</summary>
    /// <param name="measurement">The experiment <c>head-atlas</c>.</param>
    public static IView HoldsIn(Measurement measurement) => measurement.Show<HeadAtlasRow>(NoRows, rows =>
    {
        (string Statement, string Rule, Func<HeadAtlasRow, bool> Holds)[] statements =
        [
            ("Lemma 1: weights fall like 1/L", "dilution slope below −0.9", r => r.DilutionSlope < -0.9),
            ("the largest weight falls at all", "dilution slope below −0.1", r => r.DilutionSlope < -0.1),
            ("Fig. 2c: 0.06 L tokens are enough", "half of the mass in at most 0.06 L", r => r.CriticalShare <= PaperFigures.PublishedCriticalShare),
            ("Fig. 3: the share lies at 0.7 to 0.85", "separability at r_min within 0.7 to 0.85", r => r.Separability is >= 0.7 and <= 0.85),
            ("Corollary 3: ||J||_2 at most 1/4", "median sensitivity at most 1/4", r => r.Sensitivity <= 0.25),
        ];
        return Table.Of(
            $"Statements about every head, and the share of the {rows.Count} heads in which they hold; in brackets, exact 95 % intervals. One head that breaks a statement is enough for a no",
            statements,
            ("paper", s => $"{s.Statement}. Asked as {s.Rule}."),
            ("this run", s => Statistic.Share(rows.Count(s.Holds), rows.Count) is var share ? NumberText.Interval(share.Value, share.Low, share.High) : null),
            ("agrees?", s => rows.Count(s.Holds) is var count && count == rows.Count ? "yes" : $"no, {count} of {rows.Count}"));
    });

    // The correlation that independent heads exceed in one of twenty samples, by the normal law of Fisher's z at ρ = 0.
    private static double Least(int heads) => heads < 4 ? 1 : Math.Tanh(1.96 / Math.Sqrt(heads - 3));
}
