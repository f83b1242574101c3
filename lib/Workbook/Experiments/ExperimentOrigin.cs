namespace Workbook.Experiments;

/// <summary>By what a trace was computed.</summary>
/// <param name="Model">The checkpoint's id, or the trace's file.</param>
/// <param name="ModelHash">SHA-256 of its weights, or of the trace's file.</param>
/// <param name="Device">Where its tensors live, such as <c>cpu</c>.</param>
public sealed record ExperimentOrigin(string Model, string ModelHash, string Device);
