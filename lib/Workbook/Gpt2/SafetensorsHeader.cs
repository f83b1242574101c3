using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Workbook.Gpt2;

/// <summary>
/// The JSON header of a safetensors file, read as untrusted input: every tensor's name, type, shape and byte range is checked before a
/// byte of data is touched. Format: 8 bytes little-endian header length, the JSON header, the data.
/// </summary>
internal static class SafetensorsHeader
{
    /// <summary>Longest header accepted, in bytes: the limit of the format's own reader.</summary>
    public const long LongestHeader = 100_000_000;

    // A header nests three deep: the table, a tensor, its shape.
    private const int Depth = 4;

    // What JSON may hold outside its texts, besides true, false and null.
    private static readonly SearchValues<byte> Signs = SearchValues.Create("{}[]:,0123456789+-.eE \t\r\n"u8);

    /// <summary>Reads a header's bytes.</summary>
    /// <param name="file">The file's name for messages.</param>
    /// <param name="json">The header as it stands in the file.</param>
    /// <param name="dataStart">Where the data begins in the file.</param>
    /// <param name="fileLength">The file's length in bytes.</param>
    /// <returns>The tensors by name, the same in the order of their data, and the file's notes.</returns>
    /// <exception cref="WorkbookException">The header breaks a rule of the format; the message names file and tensor.</exception>
    public static (Dictionary<string, SafetensorsEntry> Entries, SafetensorsEntry[] Ordered, Dictionary<string, string> Metadata) Parse(
        string file, ReadOnlySpan<byte> json, long dataStart, long fileLength)
    {
        if (json.Length == 0 || json[0] != (byte)'{')
            throw Bad(file, "the header does not start with '{'; this is not a safetensors file.");
        CheckSigns(file, json);
        var allowance = new SafetensorsAllowance(file, json.Length, fileLength);
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Depth });
            reader.Read();
            var entries = new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);
            Dictionary<string, string>? metadata = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = allowance.Text(ref reader);
                if (name.Contains('\0')) throw Bad(file, $"tensor name {Quote(name)} holds a NUL character.");
                reader.Read();
                if (name == "__metadata__")
                {
                    if (metadata is not null) throw Bad(file, "__metadata__ stands twice in the header.");
                    metadata = ParseMetadata(file, allowance, ref reader);
                }
                else if (!entries.TryAdd(name, SafetensorsDescription.Parse(file, name, allowance, ref reader, dataStart, fileLength)))
                {
                    throw Bad(file, $"{Quote(name)} stands twice in the header.");
                }
            }
            // Anything but white space after the last brace is refused by the reader.
            while (reader.Read()) { }
            return (entries, Order(file, entries, dataStart, fileLength), metadata ?? []);
        }
        catch (JsonException e)
        {
            throw new WorkbookException($"{file}: the header is not valid JSON at byte {e.BytePositionInLine}; the file is damaged, fetch it again.", e);
        }
        catch (InvalidOperationException e)
        {
            // What the reader throws for a text that is not valid UTF-8, or half a surrogate pair.
            throw new WorkbookException($"{file}: the header is not valid JSON: a text in it is no Unicode; the file is damaged, fetch it again.", e);
        }
    }

    // The JSON reader quotes a wrong literal whole in its own message, however long it is; this one is told by its place.
    private static void CheckSigns(string file, ReadOnlySpan<byte> json)
    {
        for (var at = 0; at < json.Length;)
        {
            var rest = json[at..];
            var signs = rest.IndexOfAnyExcept(Signs);
            if (signs < 0) return;
            at += signs;
            rest = json[at..];
            if (rest[0] == (byte)'"') at += TextLength(rest);
            else if (rest.StartsWith("true"u8) || rest.StartsWith("null"u8)) at += 4;
            else if (rest.StartsWith("false"u8)) at += 5;
            else throw Bad(file, $"the header is not valid JSON at byte {at}; the file is damaged, fetch it again.");
        }
    }

    // With both its quotation marks; one that does not end takes all.
    private static int TextLength(ReadOnlySpan<byte> json)
    {
        for (var at = 1; at < json.Length; at += 2)
        {
            var next = json[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0) break;
            at += next;
            if (json[at] == (byte)'"') return at + 1;
        }
        return json.Length;
    }

    private static Dictionary<string, string> ParseMetadata(string file, SafetensorsAllowance allowance, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw Bad(file, "__metadata__ is not a table of texts.");
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = allowance.Text(ref reader);
            reader.Read();
            if (reader.TokenType != JsonTokenType.String) throw Bad(file, $"__metadata__ entry {Quote(key)} is not a text.");
            if (!metadata.TryAdd(key, allowance.Text(ref reader))) throw Bad(file, $"__metadata__ entry {Quote(key)} stands twice.");
        }
        return metadata;
    }

    // The data must be covered exactly: no overlap, no hole, nothing left over. Otherwise bytes could be read twice or hidden.
    private static SafetensorsEntry[] Order(string file, Dictionary<string, SafetensorsEntry> entries, long dataStart, long fileLength)
    {
        var ordered = new SafetensorsEntry[entries.Count];
        entries.Values.CopyTo(ordered, 0);
        Array.Sort(ordered, static (a, b) => a.Offset != b.Offset ? a.Offset.CompareTo(b.Offset)
            : a.ByteCount != b.ByteCount ? a.ByteCount.CompareTo(b.ByteCount)
            : string.CompareOrdinal(a.Name, b.Name));
        var position = dataStart;
        foreach (var entry in ordered)
        {
            if (entry.Offset < position) throw Bad(file, $"{Quote(entry.Name)} overlaps the tensor before it by {position - entry.Offset} bytes.");
            if (entry.Offset > position) throw Bad(file, $"{entry.Offset - position} bytes before {Quote(entry.Name)} belong to no tensor.");
            position += entry.ByteCount;
        }
        if (position != fileLength) throw Bad(file, $"the last {fileLength - position} bytes belong to no tensor.");
        return ordered;
    }

    /// <summary>A name from a file as a message may show it: control characters escaped, no longer than a line.</summary>
    public static string Quote(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name.Length > 80 ? name[..80] + "…" : name)
            text.Append(char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString());
        return text.ToString();
    }

    /// <summary>A breach of the format's rules.</summary>
    public static WorkbookException Bad(string file, string what) => new($"{file}: {what}");
}
