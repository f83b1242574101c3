namespace Workbook.Gpt2;

/// <summary>What an attention trace hands out.</summary>
/// <param name="Layers">Layers to hand out, from 0; null for all. The others run through the fused kernel and make no weights.</param>
/// <param name="Heads">Heads to hand out, from 0, in this order; null for all.</param>
/// <param name="Cancellation">Stops the trace between two layers.</param>
public sealed record AttentionTraceOptions(
    IReadOnlyList<int>? Layers = null, IReadOnlyList<int>? Heads = null, CancellationToken Cancellation = default);
