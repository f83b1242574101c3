namespace Workbook.Charts;

/// <summary>One of several small charts of lines on shared axes.</summary>
/// <param name="Title">What distinguishes it, such as <c>layer 2</c>.</param>
/// <param name="Series">Its lines.</param>
public sealed record LinePanel(string Title, params Series[] Series);
