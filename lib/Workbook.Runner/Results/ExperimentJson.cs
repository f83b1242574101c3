using System.Text.Json.Serialization;

namespace Workbook.Runner.Results;

/// <summary>How the provenance of an experiment is written.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ExperimentProvenance))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class ExperimentJson : JsonSerializerContext;
