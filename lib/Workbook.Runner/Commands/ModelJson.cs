using System.Text.Json.Serialization;
using Workbook.Gpt2;

namespace Workbook.Runner.Commands;

/// <summary>How the answers of <c>model list</c> and <c>model check</c> are written as JSON.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<ModelListing>))]
[JsonSerializable(typeof(IReadOnlyList<CheckpointFinding>))]
internal sealed partial class ModelJson : JsonSerializerContext;
