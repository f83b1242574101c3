using Workbook.Experiments.Pieces;
using Workbook.Experiments.Rows;
using Workbook.Experiments.Statistics;
using Workbook.Gpt2;

namespace Workbook.Experiments;

/// <summary>Experiment 7: an atlas of the heads, each with its measures and its kind.</summary>
// The three kinds: arXiv 2602.01893; the rule is this project's own, see HeadKinds.
public sealed class ModelHeadAtlas : IExperiment
{
    // Each draw clusters all heads anew.
    private const int MostResamples = 500;

    /// <inheritdoc/>
    public string Name => "head-atlas";

    /// <inheritdoc/>
    public string Summary => "Sink mass, dilution slope, critical share, separability and sensitivity of every head, and its kind: retriever, mixer or reset-like.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = [nameof(ExperimentOptions.Lengths)];

    /// <inheritdoc/>
    public IReadOnlyList<string> TableNames { get; } = ["rows", "kinds", "profiles"];

    /// <inheritdoc/>
    public TraceParts Needs(ExperimentOptions options) => TraceParts.Weights | TraceParts.Values;

    /// <inheritdoc/>
    public ExperimentPiece Measure(PieceInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var options = input.Options;
        return new(input.Text.Name, input.Layer,
            [new RowTable<HeadProfileRow>("profiles", HeadProfile.Of(input.Text.Name, input.Attention, options.Lengths, options.Threads, options.Cancellation))]);
    }

    /// <inheritdoc/>
    public ExperimentResult Summarize(IEnumerable<ExperimentPiece> pieces, ExperimentOptions options)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        ArgumentNullException.ThrowIfNull(options);
        var profiles = pieces.SelectMany(p => p.Rows<HeadProfileRow>()).ToArray();
        var heads = HeadKinds.Means(profiles);
        var kinds = HeadKinds.Of(heads).Kinds;
        var draws = Math.Min(options.Resamples, MostResamples);
        var (stability, agreement) = HeadKinds.Stability(profiles, options.Seed, draws);
        var rows = heads.Select((h, k) => new HeadAtlasRow(
            h.Layer, h.Head, kinds[k], agreement[k], h.SinkMass, h.DilutionSlope, h.CriticalShare, h.Separability, h.Sensitivity, h.EntropyShare, h.Count)).ToArray();
        var findings = new List<Finding>
        {
            Finding.Of("kindStability", "adjusted Rand index between the clusters of all texts and those of texts drawn again (1: the same, 0: chance)", stability, stability.Count > 1 ? $"middle 95 % of {draws} draws of {stability.Count} texts" : "not defined for one text"),
        };
        findings.AddRange(new[] { (HeadKinds.Retriever, "retrieverShare"), (HeadKinds.Mixer, "mixerShare"), (HeadKinds.Reset, "resetShare") }.Select(kind =>
            Finding.Of(kind.Item2, $"share of heads that are {kind.Item1}", Statistic.Share(kinds.Count(k => k == kind.Item1), kinds.Length), "exact binomial over heads")));
        return new(Name, new RowTable<HeadAtlasRow>("rows", rows), [new RowTable<HeadKindRow>("kinds", Kinds(rows)), new RowTable<HeadProfileRow>("profiles", profiles)], findings, [], Notes(rows, options));
    }

    private static HeadKindRow[] Kinds(HeadAtlasRow[] rows) =>
        [.. rows.GroupBy(r => r.Kind).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new HeadKindRow(
            g.Key, g.Count(), g.Average(r => r.SinkMass), g.Average(r => r.DilutionSlope), g.Average(r => r.CriticalShare), g.Average(r => r.Separability),
            g.Average(r => r.Sensitivity), g.Average(r => r.EntropyShare), g.Average(r => r.Agreement)))];

    private static List<string> Notes(HeadAtlasRow[] rows, ExperimentOptions options)
    {
        var notes = new List<string>
        {
            "The kinds are this project's rule, not the published one: Ward's clustering of the five measures, each in units of its spread over the heads, into three clusters. A cluster whose heads give the first token more than 0.3 of their weight on average is reset-like; of the others the one that needs the smallest share of the tokens for half of its weight is the retriever, the one that needs the largest the mixer, any other between.",
            "Clustering always finds three clusters, also where heads pass into each other without a gap; the stability over texts says whether they hold, not whether they are natural kinds.",
        };
        if (rows.Length < 30)
            notes.Add($"{rows.Length} heads are few for three clusters.");
        if (options.Lengths.Count < 2)
            notes.Add("One length gives no dilution slope; the clusters rest on the other four measures.");
        return notes;
    }
}
