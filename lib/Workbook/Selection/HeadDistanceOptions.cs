namespace Workbook.Selection;

/// <summary>How the distance curves of many heads are computed.</summary>
/// <param name="MaxDegreeOfParallelism">Threads to use; −1 for all.</param>
/// <param name="Cancellation">Stops the work between two queries.</param>
public sealed record HeadDistanceOptions(int MaxDegreeOfParallelism = -1, CancellationToken Cancellation = default)
{
    internal int Workers => MaxDegreeOfParallelism switch
    {
        -1 => Environment.ProcessorCount,
        > 0 => MaxDegreeOfParallelism,
        _ => throw new ArgumentOutOfRangeException(nameof(MaxDegreeOfParallelism), MaxDegreeOfParallelism, "Use -1 for all threads or a positive number."),
    };
}
