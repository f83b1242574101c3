using Workbook.Experiments.Pieces;
using Workbook.Experiments.Rows;
using Workbook.Experiments.Statistics;
using Workbook.Gpt2;

namespace Workbook.Experiments;

/// <summary>Experiment 2: how far the selected tokens' sum lies from all that is left out, over N and over L.</summary>
// The paper's Algorithms 1 and 2, Figures 2a and 2b; theory section 2.
public sealed class ModelDistance : IExperiment
{
    /// <inheritdoc/>
    public string Name => "distance";

    /// <inheritdoc/>
    public string Summary => "Cumulative and resultant distance, Theorem 1's bound and its expectation in every reading, over N and over L.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } =
        [nameof(ExperimentOptions.Lengths), nameof(ExperimentOptions.Vectors), nameof(ExperimentOptions.FullRows), nameof(ExperimentOptions.Draws), nameof(ExperimentOptions.Seed)];

    /// <inheritdoc/>
    public IReadOnlyList<string> TableNames { get; } = ["rows", "spread", "critical"];

    /// <inheritdoc/>
    public TraceParts Needs(ExperimentOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return LayerArrays.Parts(Vectors(options));
    }

    /// <inheritdoc/>
    public ExperimentPiece Measure(PieceInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var rows = LayerArrays.Rows(input.Attention, Vectors(input.Options));
        var heads = input.Attention.Heads.Select((head, index) => new DistanceOfHead(input, rows, index, head).Read()).ToArray();
        return new(input.Text.Name, input.Layer,
        [
            new RowTable<HeadDistanceRow>("rows", [.. heads.SelectMany(h => h.Rows)]),
            new RowTable<HeadSpreadRow>("spread", [.. heads.SelectMany(h => h.Spread)]),
            new RowTable<HeadCriticalRow>("critical", [.. heads.SelectMany(h => h.Critical)]),
        ]);
    }

    /// <inheritdoc/>
    public ExperimentResult Summarize(IEnumerable<ExperimentPiece> pieces, ExperimentOptions options) => new DistanceSummary(pieces, options).Result(Name);

    private static VectorChoice Vectors(ExperimentOptions options) => options.Vectors ?? VectorChoice.Values;
}
