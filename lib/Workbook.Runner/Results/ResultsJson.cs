using System.Text.Json.Serialization;

namespace Workbook.Runner.Results;

/// <summary>How results.json is written and read.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ResultsDocument))]
internal sealed partial class ResultsJson : JsonSerializerContext;
