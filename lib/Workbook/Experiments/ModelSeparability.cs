using Workbook.Experiments.Pieces;
using Workbook.Experiments.Rows;
using Workbook.Gpt2;

namespace Workbook.Experiments;

/// <summary>Experiment 4: how many of the selected tokens can be told from those left out, at three radii, beside Theorem 2 and what theory predicts.</summary>
// The paper's Algorithm 4, Figure 3; theory section 3.
public sealed class ModelSeparability : IExperiment
{
    /// <inheritdoc/>
    public string Name => "separability";

    /// <inheritdoc/>
    public string Summary => "Distinguishable share of the selected tokens at a fixed, the nearest and the median radius, Theorem 2's two sides, and theory's predictions.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } =
        [nameof(ExperimentOptions.Lengths), nameof(ExperimentOptions.Sizes), nameof(ExperimentOptions.Vectors), nameof(ExperimentOptions.Radius), nameof(ExperimentOptions.FullRows)];

    /// <inheritdoc/>
    public IReadOnlyList<string> TableNames { get; } = ["rows", "theory", "distinguished", "distinguishedShares"];

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
        if (input.Options.FullRows)
            throw new UsageException("separability knows causal rows only: the masked tokens of a full row have y_i = 0 and all lie at one distance.");
        var rows = LayerArrays.Rows(input.Attention, Vectors(input.Options));
        var heads = input.Attention.Heads.Select((head, index) => new SeparabilityOfHead(input, rows, index, head).Read()).ToArray();
        return new(input.Text.Name, input.Layer,
        [
            new RowTable<HeadSeparabilityRow>("rows", [.. heads.SelectMany(h => h.Rows)]),
            new RowTable<HeadTheoryRow>("theory", [.. heads.SelectMany(h => h.Theory)]),
            new RowTable<HeadDistinguishedRow>("distinguished", [.. heads.SelectMany(h => h.Distinguished)]),
        ]);
    }

    /// <inheritdoc/>
    public ExperimentResult Summarize(IEnumerable<ExperimentPiece> pieces, ExperimentOptions options) => new SeparabilitySummary(pieces, options).Result(Name);

    // The paper scales the embeddings to unit length.
    private static VectorChoice Vectors(ExperimentOptions options) => options.Vectors ?? VectorChoice.UnitValues;
}
