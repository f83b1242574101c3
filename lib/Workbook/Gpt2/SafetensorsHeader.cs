using System.Text;
using System.Text.Json;
using static TorchSharp.torch;

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

    /// <summary>Reads a header's bytes.</summary>
    /// <param name="file">The file's name for messages.</param>
    /// <param name="json">The header as it stands in the file.</param>
    /// <param name="dataStart">Where the data begins in the file.</param>
    /// <param name="fileLength">The file's length in bytes.</param>
    /// <exception cref="WorkbookException">The header breaks a rule of the format; the message names file and tensor.</exception>
    public static (List<SafetensorsEntry> Entries, Dictionary<string, string> Metadata) Parse(
        string file, ReadOnlySpan<byte> json, long dataStart, long fileLength)
    {
        if (json.Length == 0 || json[0] != (byte)'{')
            throw Bad(file, "the header does not start with '{'; this is not a safetensors file.");
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Depth });
            reader.Read();
            var entries = new List<SafetensorsEntry>();
            var names = new HashSet<string>(StringComparer.Ordinal);
            Dictionary<string, string>? metadata = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = Text(ref reader);
                CheckName(file, name, names);
                reader.Read();
                if (name == "__metadata__") metadata = ParseMetadata(file, ref reader);
                else entries.Add(ParseTensor(file, name, ref reader, dataStart, fileLength));
            }
            // Anything but white space after the last brace is refused by the reader.
            while (reader.Read()) { }
            CheckCover(file, entries, dataStart, fileLength);
            return (entries, metadata ?? []);
        }
        catch (JsonException e)
        {
            throw new WorkbookException($"{file}: the header is not valid JSON at byte {e.BytePositionInLine}; the file is damaged, fetch it again.", e);
        }
    }

    private static void CheckName(string file, string name, HashSet<string> names)
    {
        if (name.Contains('\0')) throw Bad(file, $"tensor name {Quote(name)} holds a NUL character.");
        if (!names.Add(name)) throw Bad(file, $"{Quote(name)} stands twice in the header.");
    }

    private static Dictionary<string, string> ParseMetadata(string file, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw Bad(file, "__metadata__ is not a table of texts.");
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = Text(ref reader);
            reader.Read();
            if (reader.TokenType != JsonTokenType.String) throw Bad(file, $"__metadata__ entry {Quote(key)} is not a text.");
            if (!metadata.TryAdd(key, Text(ref reader))) throw Bad(file, $"__metadata__ entry {Quote(key)} stands twice.");
        }
        return metadata;
    }

    private static SafetensorsEntry ParseTensor(string file, string name, ref Utf8JsonReader reader, long dataStart, long fileLength)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw Bad(file, $"{Quote(name)} is not described by a table.");
        string? dtype = null;
        List<long>? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = Text(ref reader);
            reader.Read();
            var twice = false;
            switch (key)
            {
                case "dtype":
                    twice = dtype is not null;
                    if (reader.TokenType != JsonTokenType.String) throw Bad(file, $"{Quote(name)} has a dtype that is not a text.");
                    dtype = Text(ref reader);
                    break;
                case "shape":
                    twice = shape is not null;
                    shape = Numbers(file, name, key, ref reader);
                    break;
                case "data_offsets":
                    twice = offsets is not null;
                    offsets = Numbers(file, name, key, ref reader);
                    break;
                default:
                    throw Bad(file, $"{Quote(name)} has the unknown entry {Quote(key)}.");
            }
            if (twice) throw Bad(file, $"{Quote(name)} gives {key} twice.");
        }
        if (dtype is null || shape is null || offsets is null)
            throw Bad(file, $"{Quote(name)} lacks {(dtype is null ? "dtype" : shape is null ? "shape" : "data_offsets")}.");
        if (!SafetensorsType.TryParse(dtype, out var type, out var bytes))
            throw Bad(file, $"{Quote(name)} has dtype {Quote(dtype)}; known are {SafetensorsType.Names}.");
        return Entry(file, name, type, bytes, dtype, shape, offsets, dataStart, fileLength);
    }

    private static SafetensorsEntry Entry(string file, string name, ScalarType type, int bytes, string dtype,
        List<long> shape, List<long> offsets, long dataStart, long fileLength)
    {
        if (offsets.Count != 2) throw Bad(file, $"{Quote(name)} has {offsets.Count} data_offsets, not 2.");
        var (begin, end) = (offsets[0], offsets[1]);
        if (begin > end) throw Bad(file, $"{Quote(name)} ends at byte {end} of the data, before it begins at {begin}.");
        if (end > fileLength - dataStart)
            throw Bad(file, $"{Quote(name)} ends at byte {end} of the data, the file has {fileLength - dataStart}; it is cut short, fetch it again.");
        long needed = bytes, extent = bytes;
        try
        {
            foreach (var size in shape)
            {
                needed = checked(needed * size);
                // libtorch's strides must fit too, also when another size is 0.
                extent = checked(extent * Math.Max(size, 1));
            }
        }
        catch (OverflowException e)
        {
            throw new WorkbookException($"{file}: {Quote(name)} has a shape [{string.Join(", ", shape)}] too large for any file.", e);
        }
        if (needed != end - begin)
            throw Bad(file, $"{Quote(name)} is {dtype} [{string.Join(", ", shape)}] and needs {needed} bytes, its data_offsets span {end - begin}.");
        return new(name, type, shape, dataStart + begin, needed);
    }

    private static List<long> Numbers(string file, string name, string key, ref Utf8JsonReader reader)
    {
        // libtorch holds at most 64 dimensions.
        const int most = 64;
        var numbers = new List<long>();
        if (reader.TokenType != JsonTokenType.StartArray) throw Bad(file, $"{Quote(name)} has a {key} that is not a list.");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0)
                throw Bad(file, $"{Quote(name)} has a {key} entry that is not a whole number of 0 or more.");
            numbers.Add(number);
            if (numbers.Count > most) throw Bad(file, $"{Quote(name)} has a {key} of more than {most} entries.");
        }
        return numbers;
    }

    // The data must be covered exactly: no overlap, no hole, nothing left over. Otherwise bytes could be read twice or hidden.
    private static void CheckCover(string file, List<SafetensorsEntry> entries, long dataStart, long fileLength)
    {
        var position = dataStart;
        foreach (var entry in entries.OrderBy(e => e.Offset).ThenBy(e => e.ByteCount))
        {
            if (entry.Offset < position) throw Bad(file, $"{Quote(entry.Name)} overlaps the tensor before it by {position - entry.Offset} bytes.");
            if (entry.Offset > position) throw Bad(file, $"{entry.Offset - position} bytes before {Quote(entry.Name)} belong to no tensor.");
            position += entry.ByteCount;
        }
        if (position != fileLength) throw Bad(file, $"the last {fileLength - position} bytes belong to no tensor.");
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("not valid UTF-8", null, null, reader.TokenStartIndex, e);
        }
    }

    /// <summary>A name from a file as a message may show it: control characters escaped, no longer than a line.</summary>
    public static string Quote(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name.Length > 80 ? name[..80] + "…" : name)
            text.Append(char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString());
        return text.ToString();
    }

    private static WorkbookException Bad(string file, string what) => new($"{file}: {what}");
}
