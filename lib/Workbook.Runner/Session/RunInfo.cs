namespace Workbook.Runner.Session;

/// <summary>Where a run's numbers come from: enough to repeat it.</summary>
public sealed record RunInfo
{
    /// <summary>The workbook's version.</summary>
    public required string Version { get; init; }

    /// <summary>When the run started, UTC.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>How long the run took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The part of <see cref="Duration"/> before the first cell: loading the compiler, the formatter and libtorch.</summary>
    public TimeSpan StartDuration { get; init; }

    /// <summary>The arguments of the command line, as a shell would take them.</summary>
    public required string CommandLine { get; init; }

    /// <summary>The checkpoint's id or folder, such as <c>nano</c>.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of the checkpoint's weights in hex; null when there is no such file.</summary>
    public string? ModelHash { get; init; }

    /// <summary>SHA-256 in hex of the text that the notebooks feed to the model; null when none is set for the whole run.</summary>
    public string? TextHash { get; init; }

    /// <summary>The seed of every random draw.</summary>
    public required int Seed { get; init; }

    /// <summary>The device that tensors live on, such as <c>cpu</c>.</summary>
    public required string Device { get; init; }

    /// <summary>The element type of the model's numbers, such as <c>float32</c>.</summary>
    public string Dtype { get; init; } = "float32";

    /// <summary>The values given by <c>--set</c>, by name.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The versions of the packages that compute or draw, by name.</summary>
    public required IReadOnlyDictionary<string, string> Packages { get; init; }

    /// <summary>The .NET SDK that built the workbook, such as <c>10.0.100</c>.</summary>
    public required string Sdk { get; init; }

    /// <summary>The .NET runtime, such as <c>.NET 10.0.1</c>.</summary>
    public required string Runtime { get; init; }

    /// <summary>The operating system and processor architecture.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>How many processors the run could use.</summary>
    public required int Processors { get; init; }

    /// <summary>True when the run was stopped before its last notebook.</summary>
    public bool Stopped { get; init; }

    /// <summary>Names of the notebooks that a stopped run did not finish, in order.</summary>
    public IReadOnlyList<string> Unfinished { get; init; } = [];
}
