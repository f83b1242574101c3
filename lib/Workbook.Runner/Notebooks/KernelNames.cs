using System.Text.Json;

namespace Workbook.Runner.Notebooks;

/// <summary>The kernels whose name after <c>#!</c>, alone on a line, begins a cell.</summary>
internal sealed class KernelNames
{
    private readonly Dictionary<string, string> _canonical = new(StringComparer.Ordinal)
    {
        ["csharp"] = DibCell.CSharp,
        ["c#"] = DibCell.CSharp,
        ["C#"] = DibCell.CSharp,
        ["markdown"] = DibCell.Markdown,
        ["md"] = DibCell.Markdown,
        ["html"] = DibCell.Html,
        ["fsharp"] = "fsharp",
        ["f#"] = "fsharp",
        ["F#"] = "fsharp",
        ["pwsh"] = "pwsh",
        ["powershell"] = "pwsh",
        ["javascript"] = "javascript",
        ["js"] = "javascript",
        ["http"] = "http",
        ["kql"] = "kql",
        ["mermaid"] = "mermaid",
        ["sql"] = "sql",
    };

    /// <summary>The canonical name when the line, without its ending, is exactly a marker; null otherwise.</summary>
    public string? Canonical(ReadOnlySpan<char> line)
    {
        if (!line.StartsWith("#!"))
            return null;
        var name = line[2..].ToString();
        return name == DibSegment.Meta ? name : _canonical.GetValueOrDefault(name);
    }

    /// <summary>Adds the kernels and aliases that a notebook's <c>#!meta</c> names.</summary>
    /// <exception cref="JsonException">The text is not a JSON object.</exception>
    public void AddFromMeta(string json)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new JsonException("a JSON object is expected");
        if (!TryGet(document.RootElement, "kernelInfo", JsonValueKind.Object, out var info)
            || !TryGet(info, "items", JsonValueKind.Array, out var items))
            return;
        foreach (var item in items.EnumerateArray())
        {
            if (!TryGet(item, "name", JsonValueKind.String, out var value))
                continue;
            var name = value.GetString()!;
            var canonical = _canonical.GetValueOrDefault(name, name);
            _canonical.TryAdd(name, canonical);
            if (TryGet(item, "aliases", JsonValueKind.Array, out var aliases))
            {
                foreach (var alias in aliases.EnumerateArray().Where(a => a.ValueKind == JsonValueKind.String))
                    _canonical.TryAdd(alias.GetString()!, canonical);
            }
        }
    }

    private static bool TryGet(JsonElement parent, string name, JsonValueKind kind, out JsonElement value)
    {
        value = default;
        return parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out value) && value.ValueKind == kind;
    }
}
