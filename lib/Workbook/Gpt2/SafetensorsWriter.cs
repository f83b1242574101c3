using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using static TorchSharp.torch;

namespace Workbook.Gpt2;

/// <summary>
/// Writes tensors as a safetensors file. The same tensors give the same bytes in whatever order they come (by element size, largest
/// first, then by name), and the file appears whole or not at all: it is written under another name in the same folder and renamed.
/// </summary>
public static class SafetensorsWriter
{
    // Elements copied at a time: the whole tensor may pass 2 GB.
    private const long Slice = 1L << 26;

    /// <summary>Writes a file, replacing one that stands there.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="tensors">Names and tensors, on any device, in any layout; they are left as they are.</param>
    /// <param name="metadata">Notes for the header's <c>__metadata__</c>, texts only.</param>
    /// <exception cref="ArgumentException">A name stands twice or is not allowed, or a type has no name in the format.</exception>
    /// <exception cref="WorkbookException">The file cannot be written; what stood there before is unharmed.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var sorted = tensors.Select(t => (Item: Describe(t.Key, t.Value.dtype, t.Value.shape), t.Value))
            .OrderByDescending(t => t.Item.ElementBytes).ThenBy(t => t.Item.Name, StringComparer.Ordinal).ToList();
        Save(path, [.. sorted.Select(t => t.Item)], sorted.Select(t => t.Value), metadata);
    }

    /// <summary>Writes tensors one after another, so that a file may be larger than memory: each is asked for when its turn comes.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="layout">Names, types and shapes, in the order of the data.</param>
    /// <param name="tensors">The tensors in that order; each is done with when the next is asked for.</param>
    /// <param name="metadata">Notes for the header's <c>__metadata__</c>, texts only.</param>
    /// <exception cref="ArgumentException">A name stands twice or is not allowed, a type has no name in the format, or a tensor is not as the layout says.</exception>
    /// <exception cref="WorkbookException">The file cannot be written; what stood there before is unharmed.</exception>
    public static void WriteEach(
        string path, IEnumerable<(string Name, ScalarType Type, long[] Shape)> layout, IEnumerable<Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        Save(path, [.. layout.Select(t => Describe(t.Name, t.Type, t.Shape))], tensors, metadata);

    private static void Save(string path, List<Item> items, IEnumerable<Tensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        if (items.DistinctBy(t => t.Name).Count() != items.Count)
            throw new ArgumentException("A tensor's name is given twice.", nameof(tensors));

        var header = Header(items, metadata);
        var full = Path.GetFullPath(path);
        var temporary = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Guid.NewGuid():n}.part");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                Span<byte> length = stackalloc byte[8];
                BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
                stream.Write(length);
                stream.Write(header);
                var written = 0;
                foreach (var tensor in tensors)
                {
                    if (written == items.Count || tensor.dtype != items[written].ScalarType || !tensor.shape.SequenceEqual(items[written].Shape))
                        throw new ArgumentException($"Tensor {written} is {tensor.dtype} [{string.Join(", ", tensor.shape)}], not as the layout says.", nameof(tensors));
                    WriteData(stream, tensor);
                    written++;
                }
                if (written != items.Count) throw new ArgumentException($"There are {written} tensors, the layout has {items.Count}.", nameof(tensors));
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"{path}: cannot be written ({e.Message.TrimEnd('.')}).", e);
        }
        finally
        {
            // Gone already after a rename; a folder that vanished has nothing to delete.
            if (File.Exists(temporary)) File.Delete(temporary);
        }
    }

    private static Item Describe(string name, ScalarType scalarType, long[] shape)
    {
        if (name == "__metadata__" || name.Contains('\0') || !IsWellFormed(name))
            throw new ArgumentException($"{SafetensorsHeader.Quote(name)} cannot be a tensor's name.");
        return SafetensorsType.TryName(scalarType, out var type, out var bytes)
            ? new(name, type, scalarType, bytes, shape)
            : throw new ArgumentException($"The tensor {name} is {scalarType}; safetensors has {SafetensorsType.Names}.");
    }

    // A text with half a surrogate pair has no UTF-8 form.
    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])) return false;
            i++;
        }
        return true;
    }

    private static byte[] Header(List<Item> items, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal)) json.WriteString(key, value);
                json.WriteEndObject();
            }
            long offset = 0;
            foreach (var item in items)
            {
                json.WriteStartObject(item.Name);
                json.WriteString("dtype", item.Type);
                WriteNumbers(json, "shape", item.Shape);
                var end = offset + item.Shape.Aggregate(1L, (product, size) => product * size) * item.ElementBytes;
                WriteNumbers(json, "data_offsets", [offset, end]);
                json.WriteEndObject();
                offset = end;
            }
            json.WriteEndObject();
        }
        // Spaces up to a multiple of 8, so that the data is aligned for readers that map the file.
        while (buffer.Length % 8 != 0) buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static void WriteData(Stream stream, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var flat = tensor.detach().cpu().contiguous().view(-1);
        for (long start = 0, count = flat.shape[0]; start < count; start += Slice)
        {
            using var slice = flat.narrow(0, start, Math.Min(Slice, count - start));
            stream.Write(slice.bytes);
        }
    }

    private sealed record Item(string Name, string Type, ScalarType ScalarType, int ElementBytes, long[] Shape);
}
