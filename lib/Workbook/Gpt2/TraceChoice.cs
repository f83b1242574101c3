using static TorchSharp.torch;

namespace Workbook.Gpt2;

/// <summary>The layers, heads and query positions of a trace, checked against what there is.</summary>
/// <param name="Layers">Layers to hand out.</param>
/// <param name="Heads">Heads to hand out.</param>
/// <param name="Rows">Query positions to hand out; null for all.</param>
/// <param name="AllHeads">Whether the heads are all, in their own order.</param>
internal sealed record TraceChoice(IReadOnlySet<int> Layers, IReadOnlyList<int> Heads, IReadOnlyList<int>? Rows, bool AllHeads)
{
    /// <summary>The last layer to hand out; −1 if none.</summary>
    public int Last { get; } = Layers.Count == 0 ? -1 : Layers.Max();

    /// <summary>Checks options.</summary>
    /// <exception cref="WorkbookException">A layer, head or query position is not there.</exception>
    public static TraceChoice Of(AttentionTraceOptions options, int layers, int heads, int length)
    {
        AttentionEdit.Require("layer", options.Layers, layers);
        AttentionEdit.Require("head", options.Heads, heads);
        AttentionEdit.Require("query position", options.QueryPositions, length);
        options.Edit?.Check(layers, heads);
        return new(
            (options.Layers ?? [.. Enumerable.Range(0, layers)]).ToHashSet(),
            options.Heads ?? [.. Enumerable.Range(0, heads)],
            options.QueryPositions,
            options.Heads is null);
    }

    /// <summary>The heads as an index; null when they are all.</summary>
    public Tensor? HeadIndex(Device device) => AllHeads ? null : Index(Heads, device);

    /// <summary>The query positions as an index; null when they are all.</summary>
    public Tensor? RowIndex(Device device) => Rows is null ? null : Index(Rows, device);

    private static Tensor Index(IReadOnlyList<int> chosen, Device device) => tensor([.. chosen.Select(i => (long)i)], dtype: ScalarType.Int64, device: device);
}
