using Workbook.Experiments.Rows;

namespace Workbook.Experiments;

/// <summary>The readings of Theorem 1's expectation.</summary>
internal static class ExpectationReading
{
    /// <summary>Each reading's name and where a row holds it.</summary>
    public static IReadOnlyList<(string Name, Func<HeadDistanceRow, double> Value)> All { get; } =
    [
        ("main sum", row => row.ExpectationMain),
        ("plug-in", row => row.ExpectationPlugIn),
        ("random selection", row => row.ExpectationRandom),
    ];
}
