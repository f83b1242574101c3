using System.Text;
using System.Text.Json;
using Parquet;
using Workbook.Experiments.Pieces;
using Workbook.Runner.Results;
using Xunit;

namespace Workbook.Runner.Tests.Results;

/// <summary>Tables that are read while they are written: the same bytes as ever, and never all rows at once.</summary>
public sealed class TableWriterTests
{
    private static readonly IReadOnlyDictionary<string, string> Metadata = new Dictionary<string, string> { ["table"] = "rows" };

    [Fact]
    public void A_table_has_these_bytes()
    {
        var table = Table(Rows(3));
        using var csv = new MemoryStream();
        TableWriter.Csv(csv, table);
        Assert.Equal(
            "text,layer,head,level,n,share,heads,large,told\r\n"
            + "\"a \"\"b\"\", c\",0,0,0,0,,1,0,true\r\nt,1,1,0.1,1,0.3333333333333333,1,10000000000,false\r\nt,2,0,0.2,2,0.6666666666666666,1,20000000000,true\r\n",
            Encoding.UTF8.GetString(csv.ToArray()));
        Assert.Equal(
            "[{\"text\":\"a \\\"b\\\", c\",\"layer\":0,\"head\":0,\"level\":0,\"n\":0,\"share\":null,\"heads\":1,\"large\":0,\"told\":true},"
            + "{\"text\":\"t\",\"layer\":1,\"head\":1,\"level\":0.1,\"n\":1,\"share\":0.3333333333333333,\"heads\":1,\"large\":10000000000,\"told\":false},"
            + "{\"text\":\"t\",\"layer\":2,\"head\":0,\"level\":0.2,\"n\":2,\"share\":0.6666666666666666,\"heads\":1,\"large\":20000000000,\"told\":true}]",
            Json(table));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(TableWriter.GroupRows, 1)]
    [InlineData(TableWriter.GroupRows + 1, 2)]
    public async Task Parquet_has_every_row_in_groups_of_a_fixed_size(int count, int groups)
    {
        using var stream = new MemoryStream();
        await TableWriter.ParquetAsync(stream, Table(Rows(count)), Metadata);
        var reader = await ParquetReader.CreateAsync(stream, cancellationToken: TestContext.Current.CancellationToken);
        await using (reader)
        {
            Assert.Equal((groups, "rows"), (reader.RowGroupCount, reader.CustomMetadata["table"]));
            var field = reader.Schema.DataFields.Single(f => f.Name == "n");
            var read = new List<int>();
            for (var g = 0; g < groups; g++)
            {
                using var group = reader.OpenRowGroupReader(g);
                var values = new int[group.RowCount];
                await group.ReadAsync<int>(field, values, cancellationToken: TestContext.Current.CancellationToken);
                read.AddRange(values);
            }

            Assert.Equal(Enumerable.Range(0, count), read);
        }
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    [InlineData("parquet")]
    public void Writing_begins_long_before_the_last_row_is_read(string form)
    {
        var read = 0;
        using var stream = new Noted(() => read);
        var table = Table(Rows(3 * TableWriter.GroupRows).Select(row =>
        {
            read++;
            return row;
        }));
        Write(form, stream, table);
        Assert.Equal(3 * TableWriter.GroupRows, table.Count);
        Assert.InRange(stream.RowsAtFirst, 1, 3 * TableWriter.GroupRows - 1);
        Assert.InRange(stream.Largest, 1, 1 << 20);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    [InlineData("parquet")]
    public void A_table_that_is_read_while_it_is_written_gives_the_bytes_of_one_in_memory(string form)
    {
        using MemoryStream first = new(), second = new();
        Write(form, first, Table(Rows(5000).ToArray()));
        Write(form, second, Table(Rows(5000)));
        Assert.Equal(first.ToArray(), second.ToArray());
    }

    private static void Write(string form, Stream stream, RowTable table)
    {
        switch (form)
        {
            case "csv": TableWriter.Csv(stream, table); break;
            case "parquet": TableWriter.ParquetAsync(stream, table, Metadata).GetAwaiter().GetResult(); break;
            default:
                using (var json = new Utf8JsonWriter(stream)) TableWriter.Json(json, table);
                break;
        }
    }

    private static string Json(RowTable table)
    {
        using var stream = new MemoryStream();
        Write("json", stream, table);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static RowTable<Row> Table(IEnumerable<Row> rows) => new("rows", rows);

    private static IEnumerable<Row> Rows(int count) =>
        Enumerable.Range(0, count).Select(k => new Row(k == 0 ? "a \"b\", c" : "t", k, k % 2, k / 10.0, k, k == 0 ? double.NaN : k / 3.0, 1, k * 10_000_000_000L, k % 2 == 0));

    public sealed record Row(string Text, int Layer, int Head, double Level, int N, double Share, int Heads, long Large, bool Told);

    /// <summary>Knows how large the largest write was, and how many rows had been read when the first of some size came.</summary>
    private sealed class Noted(Func<int> read) : MemoryStream
    {
        public int Largest { get; private set; }

        public int RowsAtFirst { get; private set; } = int.MaxValue;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Largest = Math.Max(Largest, buffer.Length);
            RowsAtFirst = Math.Min(RowsAtFirst, buffer.Length > 1000 ? read() : int.MaxValue);
            base.Write(buffer.ToArray(), 0, buffer.Length);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            Write(buffer.AsSpan(offset, count));
            return Task.CompletedTask;
        }
    }
}
