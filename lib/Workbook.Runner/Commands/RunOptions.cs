namespace Workbook.Runner.Commands;

/// <summary>What <c>run</c> is asked to do.</summary>
public sealed record RunOptions
{
    /// <summary>Names, leading numbers or paths of notebooks; empty means every notebook of the workbook.</summary>
    public IReadOnlyList<string> Notebooks { get; init; } = [];

    /// <summary>The checkpoint's id or folder.</summary>
    public string Model { get; init; } = "nano";

    /// <summary>The device for tensors.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>The type of the model's numbers.</summary>
    public string Dtype { get; init; } = "float32";

    /// <summary>The trace file to read instead of running a model; null for none.</summary>
    public string? Trace { get; init; }

    /// <summary>Values for the notebooks' parameters, by name.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The report's folder; null means <c>artifacts/report</c> at the top of the workbook.</summary>
    public string? Out { get; init; }

    /// <summary>True to write the run's JSON to standard output, and progress to standard error.</summary>
    public bool Json { get; init; }
}
