using System.Text.Json;
using static TorchSharp.torch;

namespace Workbook.Gpt2;

/// <summary>The element types that safetensors files and TorchSharp share: their names, sizes and counterparts.</summary>
internal static class SafetensorsType
{
    private static readonly (string Name, ScalarType Type, int Bytes)[] All =
    [
        ("F64", ScalarType.Float64, 8), ("F32", ScalarType.Float32, 4), ("F16", ScalarType.Float16, 2), ("BF16", ScalarType.BFloat16, 2),
        ("I64", ScalarType.Int64, 8), ("I32", ScalarType.Int32, 4), ("I16", ScalarType.Int16, 2), ("I8", ScalarType.Int8, 1),
        ("U8", ScalarType.Byte, 1), ("BOOL", ScalarType.Bool, 1),
    ];

    /// <summary>The names a file may use, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(t => t.Name));

    /// <summary>The known name that the reader stands on, without a new text for it; null for any other.</summary>
    public static string? Known(ref Utf8JsonReader reader)
    {
        foreach (var (name, _, _) in All)
            if (reader.ValueTextEquals(name)) return name;
        return null;
    }

    public static bool TryParse(string name, out ScalarType type, out int bytes)
    {
        var found = Array.Find(All, t => t.Name == name);
        (type, bytes) = (found.Type, found.Bytes);
        return found.Name is not null;
    }

    public static bool TryName(ScalarType type, out string name, out int bytes)
    {
        var found = Array.Find(All, t => t.Type == type);
        (name, bytes) = (found.Name ?? "", found.Bytes);
        return found.Name is not null;
    }

    /// <summary>Whether weights may have this type.</summary>
    public static bool IsFloat(ScalarType type) =>
        type is ScalarType.Float64 or ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16;
}
