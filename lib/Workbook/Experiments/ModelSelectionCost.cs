using Workbook.Experiments.Pieces;
using Workbook.Experiments.Rows;
using Workbook.Gpt2;
using Workbook.Normalizers;

namespace Workbook.Experiments;

/// <summary>Experiment 6: what does it cost a model when heads keep only their top N, or have another normalizer, and what foretells the damage?</summary>
// Theory section 2, "keeping only the top N"; section 5.
public sealed class ModelSelectionCost : IExperiment
{
    private static readonly int[] Sizes = [1, 2, 4, 8, 16, 32, 64, 128];

    private static readonly IReadOnlyList<INormalizer> Others = [.. NormalizerCatalogue.All.Where(normalizer => normalizer is not Softmax)];

    /// <inheritdoc/>
    public string Name => "selection-cost";

    /// <inheritdoc/>
    public string Summary => "Rise of the loss and change of the next-token distribution when heads keep their top N or have another normalizer, and what foretells it.";

    /// <inheritdoc/>
    public bool NeedsModel => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = [nameof(ExperimentOptions.Lengths), nameof(ExperimentOptions.Sizes)];

    /// <inheritdoc/>
    public IReadOnlyList<string> TableNames { get; } = ["rows", "curve", "prediction", "normalizerSummary", "normalizers"];

    /// <inheritdoc/>
    public TraceParts Needs(ExperimentOptions options) => TraceParts.None;

    /// <inheritdoc/>
    public ExperimentPiece Measure(PieceInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (model, options, text) = (ModelOf(input), input.Options, input.Text);
        using var before = LayerwiseRun.Before(model, text.Ids, input.Layer);
        using var replay = new LayerReplay(model, input.Layer, before);
        using var stream = replay.Unchanged();
        using var cost = new NextTokenCost(model, text.Ids, stream);
        return new(text.Name, input.Layer,
        [
            new RowTable<SelectionCostRow>("rows", SelectionCost.OfLayer(text.Name, replay, cost, SizesOf(options), options.Threads, options.Cancellation)),
            new RowTable<NormalizerSwapRow>("normalizers", NormalizerSwap.OfLayer(text.Name, replay, cost, OthersThan(input.Source), options.Cancellation)),
        ]);
    }

    /// <inheritdoc/>
    public ExperimentPiece? MeasureText(PieceInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (model, options, text) = (ModelOf(input), input.Options, input.Text);
        using var stream = LayerwiseRun.Of(model, text.Ids, replay => replay.Weights.clone());
        using var cost = new NextTokenCost(model, text.Ids, stream);
        return new(text.Name, -1,
        [
            new RowTable<SelectionCostRow>("rows", SelectionCost.OfModel(text.Name, model, text.Ids, cost, SizesOf(options), options.Cancellation)),
            new RowTable<NormalizerSwapRow>("normalizers", NormalizerSwap.OfModel(text.Name, model, text.Ids, cost, OthersThan(input.Source), options.Cancellation)),
        ]);
    }

    /// <inheritdoc/>
    public ExperimentResult Summarize(IEnumerable<ExperimentPiece> pieces, ExperimentOptions options) => new SelectionCostSummary(pieces, options).Result(Name);

    internal static Gpt2Model ModelOf(PieceInput input) =>
        input.Model ?? throw new WorkbookException("This experiment runs the model itself, which a saved trace cannot do; give --model instead of --trace.");

    // What stands in softmax's place; a model that was trained with another normalizer is measured by its top N alone.
    private static IReadOnlyList<INormalizer> OthersThan(TraceSource source) => source.IsSoftmax ? Others : [];

    private static IReadOnlyList<int> SizesOf(ExperimentOptions options) => options.Sizes.Count > 0 ? options.Sizes : Sizes;
}
