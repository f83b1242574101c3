using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Workbook.Experiments;

/// <summary>The file of a piece: a line with its name, a line of JSON (key and tables), the tables column by column, and SHA-256 of all before it.</summary>
internal static class PieceFile
{
    private const int HashSize = 32;

    public static byte[] Bytes(PieceKey key, ExperimentPiece piece, string magic)
    {
        var header = new Header(
            new Dictionary<string, string>(key.Parts), piece.Text, piece.Layer,
            [.. piece.Tables.Select(table => new TableHeader(table.Name, table.RowType.FullName!, [.. table.Columns.Select(column => $"{column.Name}:{column.Type.Name}")], table.Count))]);
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(Encoding.UTF8.GetBytes(magic + "\n" + JsonSerializer.Serialize(header) + "\n"));
        foreach (var table in piece.Tables)
        {
            foreach (var column in table.Columns)
            {
                for (var i = 0; i < table.Count; i++)
                    Write(writer, column.Value(table[i]));
            }
        }

        writer.Flush();
        writer.Write(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        writer.Flush();
        return bytes.ToArray();
    }

    public static ExperimentPiece Read(byte[] file, string magic)
    {
        if (file.Length <= HashSize || !SHA256.HashData(file.AsSpan(..^HashSize)).AsSpan().SequenceEqual(file.AsSpan(^HashSize..)))
            throw new InvalidDataException("its checksum does not fit");
        using var bytes = new MemoryStream(file, 0, file.Length - HashSize);
        if (ReadLine(bytes) != magic)
            throw new InvalidDataException("it is of another version");
        var header = JsonSerializer.Deserialize<Header>(ReadLine(bytes)) ?? throw new InvalidDataException("it has no header");
        using var reader = new BinaryReader(bytes, Encoding.UTF8);
        return new(header.Text, header.Layer, [.. header.Tables.Select(table => ReadTable(reader, table))]);
    }

    /// <summary>The key alone; null when the file has none.</summary>
    public static Dictionary<string, string>? TryReadKey(string path, string magic)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return ReadLine(stream) == magic ? JsonSerializer.Deserialize<Header>(ReadLine(stream))?.Key : null;
        }
        catch (Exception error) when (error is IOException or JsonException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    private static RowTable ReadTable(BinaryReader reader, TableHeader header)
    {
        var type = typeof(PieceFile).Assembly.GetType(header.Row) ?? throw new InvalidDataException($"{header.Row} is no row of this library");
        var columns = RowColumn.Of(type);
        if (!columns.Select(column => $"{column.Name}:{column.Type.Name}").SequenceEqual(header.Columns))
            throw new InvalidDataException($"{header.Row} has other columns now");
        var rows = Enumerable.Range(0, header.Count).Select(_ => new object?[columns.Count]).ToArray();
        for (var c = 0; c < columns.Count; c++)
        {
            foreach (var row in rows)
                row[c] = Read(reader, columns[c].Type);
        }

        return RowTable.Of(header.Name, type, rows);
    }

    private static void Write(BinaryWriter writer, object? value)
    {
        switch (value)
        {
            case int number: writer.Write(number); break;
            case long number: writer.Write(number); break;
            case double number: writer.Write(number); break;
            case bool truth: writer.Write(truth); break;
            default: writer.Write((string)value!); break;
        }
    }

    private static object Read(BinaryReader reader, Type type) =>
        type == typeof(int) ? reader.ReadInt32()
        : type == typeof(long) ? reader.ReadInt64()
        : type == typeof(double) ? reader.ReadDouble()
        : type == typeof(bool) ? reader.ReadBoolean()
        : reader.ReadString();

    private static string ReadLine(Stream stream)
    {
        var line = new List<byte>();
        for (var next = stream.ReadByte(); next != '\n'; next = stream.ReadByte())
        {
            if (next < 0 || line.Count > 1 << 20)
                throw new InvalidDataException("it is cut short");
            line.Add((byte)next);
        }

        return Encoding.UTF8.GetString([.. line]);
    }

    private sealed record Header(Dictionary<string, string> Key, string Text, int Layer, IReadOnlyList<TableHeader> Tables);

    private sealed record TableHeader(string Name, string Row, IReadOnlyList<string> Columns, int Count);
}
