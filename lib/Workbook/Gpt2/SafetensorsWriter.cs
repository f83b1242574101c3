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
        var sorted = tensors.Select(Describe).OrderByDescending(t => t.ElementBytes).ThenBy(t => t.Name, StringComparer.Ordinal).ToList();
        if (sorted.DistinctBy(t => t.Name).Count() != sorted.Count)
            throw new ArgumentException("A tensor's name is given twice.", nameof(tensors));

        var header = Header(sorted, metadata);
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
                foreach (var item in sorted) WriteData(stream, item.Tensor);
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

    private static Item Describe(KeyValuePair<string, Tensor> pair)
    {
        if (pair.Key == "__metadata__" || pair.Key.Contains('\0') || !IsWellFormed(pair.Key))
            throw new ArgumentException($"{SafetensorsHeader.Quote(pair.Key)} cannot be a tensor's name.");
        return SafetensorsType.TryName(pair.Value.dtype, out var type, out var bytes)
            ? new(pair.Key, type, bytes, pair.Value)
            : throw new ArgumentException($"The tensor {pair.Key} is {pair.Value.dtype}; safetensors has {SafetensorsType.Names}.");
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
                WriteNumbers(json, "shape", item.Tensor.shape);
                var end = offset + item.Tensor.numel() * item.ElementBytes;
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

    private sealed record Item(string Name, string Type, int ElementBytes, Tensor Tensor);
}
