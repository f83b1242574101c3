using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Workbook.Experiments.Pieces;

/// <summary>
/// The file of a piece: a line with its name, a line of JSON (key and tables), the tables column by column, and SHA-256 of all before it.
/// A table is made of its bytes when it is gone through, so that who reads one table does not pay for the others.
/// </summary>
internal static class PieceFile
{
    private const int HashSize = 32;

    public static byte[] Bytes(PieceKey key, ExperimentPiece piece, string magic)
    {
        using var tables = new MemoryStream();
        using var writer = new BinaryWriter(tables, Encoding.UTF8);
        var headers = piece.Tables.Select(table =>
        {
            var start = tables.Position;
            var rows = table.ReadRows().ToArray();
            foreach (var column in table.Columns)
            {
                foreach (var row in rows)
                    Write(writer, column.Value(row));
            }

            writer.Flush();
            return new TableHeader(table.Name, table.RowType.FullName!, Columns(table.RowType), rows.Length, (int)(tables.Position - start));
        }).ToArray();
        var header = new Header(new Dictionary<string, string>(key.Parts), piece.Text, piece.Layer, headers);
        byte[] file = [.. Encoding.UTF8.GetBytes(magic + "\n" + JsonSerializer.Serialize(header) + "\n"), .. tables.GetBuffer().AsSpan(0, (int)tables.Length), .. new byte[HashSize]];
        SHA256.HashData(file.AsSpan(..^HashSize), file.AsSpan(^HashSize..));
        return file;
    }

    public static ExperimentPiece Read(byte[] file, string magic)
    {
        if (file.Length <= HashSize || !SHA256.HashData(file.AsSpan(..^HashSize)).AsSpan().SequenceEqual(file.AsSpan(^HashSize..)))
            throw new InvalidDataException("its checksum does not fit");
        using var bytes = new MemoryStream(file, 0, file.Length - HashSize);
        if (ReadLine(bytes) != magic)
            throw new InvalidDataException("it is of another version");
        var header = JsonSerializer.Deserialize<Header>(ReadLine(bytes)) ?? throw new InvalidDataException("it has no header");
        var (tables, start) = (new List<RowTable>(), (int)bytes.Position);
        foreach (var table in header.Tables)
        {
            var type = typeof(PieceFile).Assembly.GetType(table.Row) ?? throw new InvalidDataException($"{table.Row} is no row of this library");
            if (!Columns(type).SequenceEqual(table.Columns))
                throw new InvalidDataException($"{table.Row} has other columns now");
            tables.Add(RowTable.Of(table.Name, type, Values(new(file, start, table.Bytes), RowColumn.Of(type), table.Count)));
            start += table.Bytes;
        }

        return new(header.Text, header.Layer, tables);
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

    private static string[] Columns(Type row) => [.. RowColumn.Of(row).Select(column => $"{column.Name}:{column.Type.Name}")];

    private static IEnumerable<object?[]> Values(ArraySegment<byte> bytes, IReadOnlyList<RowColumn> columns, int count)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count), Encoding.UTF8);
        var rows = new object?[count][];
        for (var r = 0; r < count; r++)
            rows[r] = new object?[columns.Count];
        for (var c = 0; c < columns.Count; c++)
        {
            foreach (var row in rows)
                row[c] = Read(reader, columns[c].Type);
        }

        foreach (var row in rows)
            yield return row;
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

    private sealed record TableHeader(string Name, string Row, IReadOnlyList<string> Columns, int Count, int Bytes);
}
