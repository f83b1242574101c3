using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Parquet;
using Parquet.Schema;
using Workbook.Experiments.Pieces;

namespace Workbook.Runner.Results;

/// <summary>
/// Writes a table of an experiment as JSON rows, CSV or Parquet, some rows in memory at a time. A number that is not there (NaN) is null,
/// an empty field, or null.
/// </summary>
internal static class TableWriter
{
    /// <summary>The most rows of a Parquet row group.</summary>
    public const int GroupRows = 1 << 16;

    // What JSON's writer may hold back before it goes to the file.
    private const int MostPending = 1 << 16;

    /// <summary>The rows as an array of JSON objects, one line a row.</summary>
    public static void Json(Utf8JsonWriter json, RowTable table)
    {
        var columns = table.Columns;
        var names = columns.Select(column => JsonEncodedText.Encode(column.Name)).ToArray();
        var line = new ArrayBufferWriter<byte>();
        using var rows = new Utf8JsonWriter(line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartArray();
        foreach (var row in table.ReadRows())
        {
            line.ResetWrittenCount();
            rows.Reset();
            rows.WriteStartObject();
            for (var c = 0; c < columns.Count; c++)
            {
                rows.WritePropertyName(names[c]);
                Value(rows, columns[c].Value(row));
            }

            rows.WriteEndObject();
            rows.Flush();
            json.WriteRawValue(line.WrittenSpan, skipInputValidation: true);
            if (json.BytesPending > MostPending)
                json.Flush();
        }

        json.WriteEndArray();
    }

    /// <summary>The table as CSV (RFC 4180), UTF-8, one line of names first.</summary>
    public static void Csv(Stream stream, RowTable table)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n" };
        var columns = table.Columns;
        writer.WriteLine(string.Join(',', columns.Select(column => column.Name)));
        foreach (var row in table.ReadRows())
            writer.WriteLine(string.Join(',', columns.Select(column => Field(column.Value(row)))));
    }

    /// <summary>The table as Parquet, with what is given as metadata; an empty table has one empty row group.</summary>
    /// <param name="stream">A stream that knows its position.</param>
    /// <param name="table">The table.</param>
    /// <param name="metadata">Name and value.</param>
    public static async Task ParquetAsync(Stream stream, RowTable table, IReadOnlyDictionary<string, string> metadata)
    {
        var fields = table.Columns.Select(column => new DataField(column.Name, column.Type == typeof(double) ? typeof(double?) : column.Type)).ToArray();
        var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            writer.CustomMetadata = new Dictionary<string, string>(metadata);
            foreach (var rows in table.ReadRows().Chunk(GroupRows).DefaultIfEmpty([]))
            {
                using var group = writer.CreateRowGroup();
                foreach (var (field, column) in fields.Zip(table.Columns))
                    await ColumnAsync(group, field, column, rows).ConfigureAwait(false);
                group.CompleteValidate();
            }
        }
    }

    private static Task ColumnAsync(ParquetRowGroupWriter group, DataField field, RowColumn column, object[] rows)
    {
        T[] Values<T>(Func<object?, T> take) => Array.ConvertAll(rows, row => take(column.Value(row)));
        return column.Type == typeof(string) ? group.WriteAsync(field, Values(v => (string)v!))
            : column.Type == typeof(int) ? group.WriteAsync<int>(field, Values(v => (int)v!))
            : column.Type == typeof(long) ? group.WriteAsync<long>(field, Values(v => (long)v!))
            : column.Type == typeof(bool) ? group.WriteAsync<bool>(field, Values(v => (bool)v!))
            : group.WriteAsync<double>(field, (ReadOnlyMemory<double?>)Values(v => double.IsFinite((double)v!) ? (double?)v : null));
    }

    private static void Value(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case int number: json.WriteNumberValue(number); break;
            case long number: json.WriteNumberValue(number); break;
            case double number when double.IsFinite(number): json.WriteNumberValue(number); break;
            case double: json.WriteNullValue(); break;
            case bool truth: json.WriteBooleanValue(truth); break;
            default: json.WriteStringValue((string?)value); break;
        }
    }

    private static string Field(object? value)
    {
        if (value is double number)
            return double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "";
        if (value is bool truth)
            return truth ? "true" : "false";
        var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        return text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
