using System.Globalization;

namespace Workbook.Gpt2;

/// <summary>The layout of a trace file: which layers and parts it holds, and their sizes.</summary>
/// <param name="Layers">Number of layers.</param>
/// <param name="Heads">Heads a layer.</param>
/// <param name="Length">Tokens of the context, L.</param>
/// <param name="Parts">The parts that stand in the file for every layer.</param>
/// <param name="Causal">Whether a query sees only itself and what came before.</param>
internal sealed record TraceLayout(int Layers, int Heads, int Length, TraceParts Parts, bool Causal)
{
    /// <summary>The name of the next-token logits at the last position.</summary>
    public const string NextTokenLogits = "next_token_logits";

    private const string Prefix = "layer.";

    private static readonly TraceParts[] Known = [TraceParts.Logits, TraceParts.Weights, TraceParts.Values, TraceParts.Input];

    /// <summary>A tensor's name in the file.</summary>
    public static string Name(int layer, TraceParts part) => $"{Prefix}{layer}.{part.ToString().ToLowerInvariant()}";

    /// <summary>Checks a file.</summary>
    /// <exception cref="WorkbookException">A tensor is missing, unknown, of another type or shape, or the causal flag is neither true nor false.</exception>
    public static TraceLayout Of(SafetensorsReader reader)
    {
        var file = SafetensorsReader.ShortName(reader.Path);
        // Tensors of other names are a program's own notes; a misspelt part of a layer would silently be missing.
        var found = reader.Names.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => Parse(name)
            ?? throw Fail($"{SafetensorsHeader.Quote(name)} is no part of a trace, which holds layer.N.logits, layer.N.weights, layer.N.values and layer.N.input")).ToHashSet();
        if (found.Count == 0) throw Fail("holds no layer.0.logits");
        var layers = found.Max(f => f.Layer) + 1;
        var parts = found.Aggregate(TraceParts.Logits, (all, f) => all | f.Part);
        // A number of layers that the file cannot hold would make the loop below long.
        if (layers > found.Count) throw Fail($"{Name(Enumerable.Range(0, layers).First(n => !found.Contains((n, TraceParts.Logits))), TraceParts.Logits)} is missing");

        var first = Shape(0, TraceParts.Logits);
        if (first is not [>= 1, >= 1, _] || first[1] != first[2] || first[0] > int.MaxValue || first[1] > int.MaxValue)
            throw Fail($"{Name(0, TraceParts.Logits)} is [{string.Join(", ", first)}], a map is [heads, L, L]");
        var (heads, length) = ((int)first[0], (int)first[1]);
        for (var layer = 0; layer < layers; layer++)
        {
            foreach (var part in Known.Where(part => parts.HasFlag(part)))
            {
                var name = Name(layer, part);
                var shape = Shape(layer, part);
                var fits = part switch
                {
                    TraceParts.Values => shape.Count == 3 && shape[0] == heads && shape[1] == length && shape[2] >= 1,
                    TraceParts.Input => shape.Count == 2 && shape[0] == length && shape[1] >= 1,
                    _ => shape.SequenceEqual([heads, length, length]),
                };
                var needed = part switch { TraceParts.Values => $"[{heads}, {length}, d]", TraceParts.Input => $"[{length}, d]", _ => $"[{heads}, {length}, {length}]" };
                if (!fits) throw Fail($"{name} is [{string.Join(", ", shape)}], {Name(0, TraceParts.Logits)} needs {needed}");
            }
        }
        if (reader.Names.Contains(NextTokenLogits) && reader.Entry(NextTokenLogits) is var next && (next.Shape is not [>= 1] || !SafetensorsType.IsFloat(next.Type)))
            throw Fail($"{NextTokenLogits} is {next.Type} [{string.Join(", ", next.Shape)}], it must be floating point [vocabulary]");
        return new(layers, heads, length, parts, IsCausal());

        IReadOnlyList<long> Shape(int layer, TraceParts part)
        {
            var name = Name(layer, part);
            if (!found.Contains((layer, part))) throw Fail($"{name} is missing");
            var entry = reader.Entry(name);
            return SafetensorsType.IsFloat(entry.Type) ? entry.Shape : throw Fail($"{name} is {entry.Type}, a trace is floating point");
        }

        bool IsCausal() => reader.Metadata.GetValueOrDefault("causal", "true") switch
        {
            "true" => true,
            "false" => false,
            var other => throw Fail($"its note \"causal\" is {SafetensorsHeader.Quote(other)}, it must be true or false"),
        };

        WorkbookException Fail(string what) => new($"{file}: {what}; docs/traces.md describes a trace.");
    }

    private static (int Layer, TraceParts Part)? Parse(string name)
    {
        if (name.Split('.') is not ["layer", var number, var word]) return null;
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var layer) || layer == int.MaxValue) return null;
        var part = Array.Find(Known, part => Name(layer, part) == name);
        return part == TraceParts.None ? null : (layer, part);
    }
}
