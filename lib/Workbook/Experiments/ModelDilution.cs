using Workbook.Experiments.Pieces;
using Workbook.Experiments.Rows;
using Workbook.Gpt2;

namespace Workbook.Experiments;

/// <summary>Experiment 1: do a head's weights vanish as the context grows, and do the selected ones drift to uniform?</summary>
// The paper's sections 3 and abstract; theory section 1.
public sealed class ModelDilution : IExperiment
{
    /// <inheritdoc/>
    public string Name => "dilution";

    /// <inheritdoc/>
    public string Summary => "Largest weight, entropy and sink of every head against the context length, and the drift of the selected weights to uniform.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = [nameof(ExperimentOptions.Lengths), nameof(ExperimentOptions.Sizes)];

    /// <inheritdoc/>
    public IReadOnlyList<string> TableNames { get; } = ["rows", "laws", "bins", "drift", "informative", "informativeLengths"];

    /// <inheritdoc/>
    public TraceParts Needs(ExperimentOptions options) => TraceParts.Weights;

    /// <inheritdoc/>
    public ExperimentPiece Measure(PieceInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (trace, options) = (input.Attention, input.Options);
        var map = LayerArrays.Copy(trace.Weights);
        var heads = new DilutionOfHead[trace.Heads.Count];
        LayerArrays.EachHead(trace, options, (index, head) => heads[index] = new DilutionOfHead(input.Text, input.Layer, head, options).Read(map, trace.Length, index));
        return new(input.Text.Name, input.Layer,
        [
            new RowTable<HeadDilutionRow>("rows", [.. heads.SelectMany(h => h.Rows)]),
            new RowTable<HeadBinRow>("bins", [.. heads.SelectMany(h => h.Bins)]),
            new RowTable<HeadDriftRow>("drift", [.. heads.SelectMany(h => h.Drift)]),
            new RowTable<HeadInformativeRow>("informative", [.. heads.SelectMany(h => h.Informative)]),
        ]);
    }

    /// <inheritdoc/>
    public ExperimentResult Summarize(IEnumerable<ExperimentPiece> pieces, ExperimentOptions options) => new DilutionSummary(pieces, options).Result(Name);
}
