namespace Workbook.Gpt2;

/// <summary>What an attention trace hands out, and what is changed while it runs.</summary>
/// <param name="Layers">Layers to hand out, from 0; null for all. The others run through the fused kernel and make no weights.</param>
/// <param name="Heads">Heads to hand out, from 0, in this order; null for all.</param>
/// <param name="QueryPositions">
/// Rows of logits, weights, queries and head outputs to hand out, positions from 0 in this order; null for all. Only these rows of a layer's
/// logits and weights are made, unless the layer is edited: then all are made and these are kept.
/// </param>
/// <param name="Keep">Parts to hand out; the others are not made, or freed as soon as the next layer no longer needs them.</param>
/// <param name="Edit">What is changed inside attention; null leaves the model as it is.</param>
/// <param name="Cancellation">Stops the trace between two layers.</param>
public sealed record AttentionTraceOptions(
    IReadOnlyList<int>? Layers = null,
    IReadOnlyList<int>? Heads = null,
    IReadOnlyList<int>? QueryPositions = null,
    TraceParts Keep = TraceParts.All,
    AttentionEdit? Edit = null,
    CancellationToken Cancellation = default);
