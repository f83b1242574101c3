using Workbook.Experiments;

namespace Workbook.Runner.Commands;

/// <summary>What <c>experiment</c> is asked to do.</summary>
internal sealed record ExperimentRequest
{
    /// <summary>What to measure.</summary>
    public required IExperiment Experiment { get; init; }

    /// <summary>The checkpoint's id or folder.</summary>
    public string Model { get; init; } = "nano";

    /// <summary>A saved trace to read instead of a model; null for none.</summary>
    public string? Trace { get; init; }

    /// <summary>Texts by name or path; empty for the whole corpus.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>The lengths asked for; empty for those that double up to what the texts have.</summary>
    public IReadOnlyList<int> Lengths { get; init; } = [];

    /// <summary>All other options.</summary>
    public required ExperimentOptions Options { get; init; }

    /// <summary>The device for tensors.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Where the JSON goes: a file, <c>-</c> for standard output, null for nowhere.</summary>
    public string? Json { get; init; }

    /// <summary>The file of the table as CSV; null for none.</summary>
    public string? Csv { get; init; }

    /// <summary>The file of the table as Parquet; null for none.</summary>
    public string? Parquet { get; init; }

    /// <summary>Which table goes into CSV and Parquet.</summary>
    public string Table { get; init; } = "rows";

    /// <summary>True to say of each piece why it was reused or measured.</summary>
    public bool Why { get; init; }

    /// <summary>False to keep and reuse no pieces.</summary>
    public bool Cache { get; init; } = true;
}
