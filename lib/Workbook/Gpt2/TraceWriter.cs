using System.Text.Json;
using TorchSharp;
using Workbook.Normalizers;
using static TorchSharp.torch;

namespace Workbook.Gpt2;

/// <summary>Writes a trace file, one layer at a time: no more than a layer is in memory. docs/traces.md describes the layout.</summary>
public static class TraceWriter
{
    /// <summary>The parts that a trace file can hold beside its logits.</summary>
    public const TraceParts Optional = TraceParts.Weights | TraceParts.Values | TraceParts.Input;

    private static readonly TraceParts[] Order = [TraceParts.Logits, TraceParts.Weights, TraceParts.Values, TraceParts.Input];

    /// <summary>Writes what a source hands out, in float32.</summary>
    /// <param name="path">The file, replaced whole if it stands; its folder must exist.</param>
    /// <param name="source">The model's run or another trace.</param>
    /// <param name="parts">What to write beside the logits: any of <see cref="Optional"/>.</param>
    /// <param name="cancellation">Stops between two layers; no file is left then.</param>
    /// <exception cref="WorkbookException">The source lacks a part, or the file cannot be written.</exception>
    /// <exception cref="ArgumentException">A trace file holds no such part.</exception>
    public static void Write(string path, TraceSource source, TraceParts parts = TraceParts.Values | TraceParts.Input, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        // Without them a reader would take softmax of the logits.
        parts |= source.IsSoftmax ? TraceParts.Logits : TraceParts.Logits | TraceParts.Weights;
        if ((parts & ~(Optional | TraceParts.Logits)) is var foreign and not TraceParts.None)
            throw new ArgumentException($"A trace file holds no {foreign}.", nameof(parts));
        source.Require(parts, "The trace file");
        var chosen = Order.Where(part => parts.HasFlag(part)).ToArray();
        var next = source.NextTokenLogits();
        List<(string Name, ScalarType Type, long[] Shape)> layout = next.Count == 0 ? [] : [(TraceLayout.NextTokenLogits, ScalarType.Float32, [next.Count])];
        var shapes = Shapes(source, chosen);
        layout.AddRange(Enumerable.Range(0, source.Layers).SelectMany(layer => chosen.Select(part => (TraceLayout.Name(layer, part), ScalarType.Float32, shapes[part]))));
        SafetensorsWriter.WriteEach(path, layout, Tensors(source, chosen, parts, next, cancellation), Notes(source));
    }

    // The first layer tells the widths; one query position makes no maps.
    private static Dictionary<TraceParts, long[]> Shapes(TraceSource source, TraceParts[] chosen)
    {
        var shapes = chosen.ToDictionary(part => part, _ => new long[] { source.Heads, source.Length, source.Length });
        foreach (var layer in source.Read(new(Layers: [0], QueryPositions: [0], Keep: chosen.Aggregate(TraceParts.None, (all, part) => all | part) & (TraceParts.Values | TraceParts.Input))))
        {
            if (layer.Parts.HasFlag(TraceParts.Values)) shapes[TraceParts.Values] = layer.Values.shape;
            if (layer.Parts.HasFlag(TraceParts.Input)) shapes[TraceParts.Input] = layer.Input.shape;
        }
        return shapes;
    }

    private static IEnumerable<Tensor> Tensors(TraceSource source, TraceParts[] chosen, TraceParts parts, IReadOnlyList<double> next, CancellationToken cancellation)
    {
        if (next.Count > 0)
        {
            using var logits = tensor([.. next.Select(l => (float)l)]);
            yield return logits;
        }
        foreach (var layer in source.Read(new(Keep: parts, Cancellation: cancellation)))
        {
            foreach (var part in chosen)
            {
                using var tensor = Narrow(Part(layer, part));
                yield return tensor;
            }
        }
    }

    private static Tensor Part(LayerTrace layer, TraceParts part) => part switch
    {
        TraceParts.Logits => layer.Logits,
        TraceParts.Weights => layer.Weights,
        TraceParts.Values => layer.Values,
        _ => layer.Input,
    };

    // A handle of its own, so that the layer's stays the layer's.
    private static Tensor Narrow(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.to(ScalarType.Float32).cpu().alias().DetachFromDisposeScope();
    }

    private static SortedDictionary<string, string> Notes(TraceSource source)
    {
        var notes = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["causal"] = source.Causal ? "true" : "false",
            ["tokens"] = JsonSerializer.Serialize(source.Tokens),
        };
        if (source.Ids.Count > 0) notes["token_ids"] = JsonSerializer.Serialize(source.Ids);
        if (source.Text is { } text) notes["text"] = text;
        if (source.Attention is { } attention) notes["attention"] = NormalizerCatalogue.Text(attention);
        if (source.Model is { } model) notes["model"] = model;
        return notes;
    }
}
