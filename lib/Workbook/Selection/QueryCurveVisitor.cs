namespace Workbook.Selection;

/// <summary>Receives the curve of one query. Called from several threads at once; the span is valid during the call only.</summary>
/// <param name="head">0 … heads−1.</param>
/// <param name="query">t, 0 … L−1.</param>
/// <param name="curve">The value at N = 0 … t+1, [t + 2].</param>
public delegate void QueryCurveVisitor(int head, int query, ReadOnlySpan<double> curve);
