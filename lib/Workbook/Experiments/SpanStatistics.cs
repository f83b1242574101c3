using System.Numerics.Tensors;

namespace Workbook.Experiments;

/// <summary>Plain statistics of numbers that lie together.</summary>
internal static class SpanStatistics
{
    /// <summary>The mean; NaN of nothing.</summary>
    public static double Mean(this Span<double> values) => TensorPrimitives.Sum<double>(values) / values.Length;
}
