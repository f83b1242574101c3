using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workbook.Runner.Sweeps;

/// <summary>What stands beside the tables of a finished item: what they depend on, and their checksums. It is written last.</summary>
/// <param name="Version">The version of the form.</param>
/// <param name="Plan">The plan's hash.</param>
/// <param name="Item">The item.</param>
/// <param name="ModelHash">SHA-256 of the model's weights.</param>
/// <param name="TextHash">SHA-256 of the text.</param>
/// <param name="Device">Where tensors lived.</param>
/// <param name="Code">Which version of the library's sources ran.</param>
/// <param name="Tables">The tables.</param>
internal sealed record SweepMarker(
    int Version, string Plan, SweepItem Item, string ModelHash, string TextHash, string Device, string Code, IReadOnlyList<SweepTable> Tables)
{
    /// <summary>The version of the form.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The marker as JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, SweepJson.Default.SweepMarker);

    /// <summary>Reads a marker.</summary>
    /// <returns>Null when there is no such file, or it can't be understood.</returns>
    public static SweepMarker? TryRead(string path)
    {
        try
        {
            return File.Exists(path) && JsonSerializer.Deserialize(File.ReadAllBytes(path), SweepJson.Default.SweepMarker) is { Version: CurrentVersion, Item: not null, Tables: not null } marker ? marker : null;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <summary>One table of a finished item.</summary>
/// <param name="Name">The table's name, such as <c>rows</c>.</param>
/// <param name="Sha256">SHA-256 of its file.</param>
internal sealed record SweepTable(string Name, string Sha256);

/// <summary>How a marker is written.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SweepMarker))]
internal sealed partial class SweepJson : JsonSerializerContext;
