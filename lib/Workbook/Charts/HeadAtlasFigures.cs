using Workbook.Experiments.Rows;

namespace Workbook.Charts;

/// <summary>Figures of the atlas of heads.</summary>
public static class HeadAtlasFigures
{
    private static readonly (string Name, Func<HeadAtlasRow, double> Value)[] Measures =
    [
        ("sink mass", r => r.SinkMass),
        ("dilution slope", r => r.DilutionSlope),
        ("critical share, N/L that holds half of the mass", r => r.CriticalShare),
        ("separability N_s/N at r_min", r => r.Separability),
        ("sensitivity ||J||_2, median", r => r.Sensitivity),
        ("entropy share H/ln L", r => r.EntropyShare),
    ];

    /// <summary>The names of the measures that <see cref="Map"/> can tint by.</summary>
    public static IReadOnlyList<string> MeasureNames { get; } = [.. Measures.Select(m => m.Name)];

    /// <summary>A clickable map of all heads, tinted by one measure; each card has all of them.</summary>
    /// <param name="rows">The rows of the experiment.</param>
    /// <param name="measure">One of <see cref="MeasureNames"/>.</param>
    /// <exception cref="ArgumentException">There is no such measure.</exception>
    public static HeadMap Map(IReadOnlyList<HeadAtlasRow> rows, string measure)
    {
        var value = Array.Find(Measures, m => m.Name == measure).Value
            ?? throw new ArgumentException($"There is no measure \"{measure}\"; there are {string.Join(", ", MeasureNames)}.", nameof(measure));
        return new(
            $"Every head by {measure}: the darker, the greater. A click on a cell shows all that was measured of the head.",
            measure,
            [.. rows.Select(r => new HeadCard(r.Layer, r.Head, value(r), Facts(r)))]);
    }

    /// <summary>A clickable map of the kinds, tinted by how often a head keeps its kind when the texts are drawn again.</summary>
    /// <param name="rows">The rows of the experiment.</param>
    public static HeadMap Kinds(IReadOnlyList<HeadAtlasRow> rows) => new(
        "The kind of every head; the darker, the more often it keeps its kind when the texts are drawn again. A click on a cell shows what was measured of the head.",
        "agreement",
        [.. rows.Select(r => new HeadCard(r.Layer, r.Head, r.Agreement, Facts(r)) { Label = r.Kind })],
        from: 0,
        to: 1);

    /// <summary>The means of each kind.</summary>
    /// <param name="kinds">The table <c>kinds</c> of the experiment.</param>
    public static Table KindTable(IReadOnlyList<HeadKindRow> kinds) => Table.Of(
        "The kinds of heads, means of their members; agreement is the share of resampled sets of texts in which a head keeps its kind",
        kinds,
        ("kind", k => k.Kind),
        ("heads", k => k.Heads),
        (new("sink mass", "0.00"), k => k.SinkMass),
        (new("dilution slope", "0.00"), k => k.DilutionSlope),
        (new("critical share", "0.000"), k => k.CriticalShare),
        (new("N_s/N", "0.00"), k => k.Separability),
        (new("||J||_2", "0.000"), k => k.Sensitivity),
        (new("H/ln L", "0.00"), k => k.EntropyShare),
        (new("agreement", "0.00"), k => k.Agreement));

    private static (string Name, object? Value)[] Facts(HeadAtlasRow row) =>
        [("kind", row.Kind), ("agreement", row.Agreement), .. Measures.Select(m => (m.Name, (object?)m.Value(row))), ("texts", row.Count)];
}
