using System.Text.Json;
using static TorchSharp.torch;
using static Workbook.Gpt2.SafetensorsHeader;

namespace Workbook.Gpt2;

/// <summary>One tensor's table in a safetensors header: dtype, shape and data_offsets, each once, and fitting each other.</summary>
internal static class SafetensorsDescription
{
    // libtorch holds at most 64 dimensions.
    private const int MostDimensions = 64;

    /// <summary>Reads the table that the reader stands on.</summary>
    /// <param name="file">The file's name for messages.</param>
    /// <param name="name">The tensor's.</param>
    /// <param name="allowance">What may be kept of the header.</param>
    /// <param name="reader">Stands on the table's start, and then on its end.</param>
    /// <param name="dataStart">Where the data begins in the file.</param>
    /// <param name="fileLength">The file's length in bytes.</param>
    /// <exception cref="WorkbookException">The table breaks a rule of the format.</exception>
    public static SafetensorsEntry Parse(string file, string name, SafetensorsAllowance allowance, ref Utf8JsonReader reader, long dataStart, long fileLength)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw Bad(file, $"{Quote(name)} is not described by a table.");
        Span<long> numbers = stackalloc long[MostDimensions];
        string? dtype = null;
        long[]? shape = null;
        (long Begin, long End)? span = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("dtype"u8))
            {
                if (dtype is not null) throw Bad(file, $"{Quote(name)} gives dtype twice.");
                reader.Read();
                if (reader.TokenType != JsonTokenType.String) throw Bad(file, $"{Quote(name)} has a dtype that is not a text.");
                dtype = SafetensorsType.Known(ref reader) ?? allowance.Text(ref reader);
            }
            else if (reader.ValueTextEquals("shape"u8))
            {
                if (shape is not null) throw Bad(file, $"{Quote(name)} gives shape twice.");
                var count = Numbers(file, name, "shape", numbers, ref reader);
                allowance.TakeTensor(count);
                shape = numbers[..count].ToArray();
            }
            else if (reader.ValueTextEquals("data_offsets"u8))
            {
                if (span is not null) throw Bad(file, $"{Quote(name)} gives data_offsets twice.");
                var count = Numbers(file, name, "data_offsets", numbers, ref reader);
                span = count == 2 ? (numbers[0], numbers[1]) : throw Bad(file, $"{Quote(name)} has {count} data_offsets, not 2.");
            }
            else
            {
                throw Bad(file, $"{Quote(name)} has the unknown entry {Quote(allowance.Text(ref reader))}.");
            }
        }
        if (dtype is null || shape is null || span is not { } offsets)
            throw Bad(file, $"{Quote(name)} lacks {(dtype is null ? "dtype" : shape is null ? "shape" : "data_offsets")}.");
        return Entry(file, name, dtype, shape, offsets, dataStart, fileLength);
    }

    private static SafetensorsEntry Entry(string file, string name, string dtype, long[] shape, (long Begin, long End) span, long dataStart, long fileLength)
    {
        if (!SafetensorsType.TryParse(dtype, out var type, out var bytes))
            throw Bad(file, $"{Quote(name)} has dtype {Quote(dtype)}; known are {SafetensorsType.Names}.");
        var (begin, end) = span;
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

    // Gives how many numbers the list has.
    private static int Numbers(string file, string name, string key, scoped Span<long> numbers, ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray) throw Bad(file, $"{Quote(name)} has a {key} that is not a list.");
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0)
                throw Bad(file, $"{Quote(name)} has a {key} entry that is not a whole number of 0 or more.");
            if (count == numbers.Length) throw Bad(file, $"{Quote(name)} has a {key} of more than {numbers.Length} entries.");
            numbers[count++] = number;
        }
        return count;
    }
}
