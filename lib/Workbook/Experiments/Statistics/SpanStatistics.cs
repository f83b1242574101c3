namespace Workbook.Experiments.Statistics;

/// <summary>Plain statistics of numbers that lie together.</summary>
internal static class SpanStatistics
{
    /// <summary>The mean; NaN of nothing.</summary>
    public static double Mean(this Span<double> values) => OrderedSums.Sum<double>(values) / values.Length;
}
