namespace Workbook.Runner.Results;

/// <summary>Where a run's numbers come from, as results.json states it; the fields are those of <see cref="Session.RunInfo"/>.</summary>
public sealed record RunRecord(
    string Workbook,
    DateTimeOffset Started,
    string CommandLine,
    string Model,
    string? ModelHash,
    string? TextHash,
    int Seed,
    string Device,
    string Dtype,
    IReadOnlyDictionary<string, string> Settings,
    IReadOnlyDictionary<string, string> Packages,
    string Sdk,
    string Runtime,
    string OperatingSystem,
    int Processors);
