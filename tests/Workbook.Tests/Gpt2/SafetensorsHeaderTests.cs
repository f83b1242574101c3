using System.Buffers.Binary;
using System.Text;
using Workbook.Gpt2;
using Xunit;

namespace Workbook.Tests.Gpt2;

public class SafetensorsHeaderTests
{
    /// <summary>A file's bytes: length, header, and as many bytes of data.</summary>
    internal static byte[] FileOf(byte[] header, int data)
    {
        var bytes = new byte[8 + header.Length + data];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        header.CopyTo(bytes, 8);
        return bytes;
    }

    private static string MessageFor(string header, int data) => MessageFor(FileOf(Encoding.UTF8.GetBytes(header), data));

    private static string MessageFor(byte[] file)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("model.safetensors", file);
        var message = Assert.Throws<WorkbookException>(() => SafetensorsReader.Open(path).Dispose()).Message;
        Assert.Contains("model.safetensors", message);
        return message;
    }

    [Fact]
    public void A_good_header_gives_names_in_data_order_and_metadata()
    {
        using var folder = new TemporaryFolder();
        const string header = """{"b":{"dtype":"F32","shape":[2,1],"data_offsets":[4,12]},"__metadata__":{"format":"pt"},"a":{"shape":[],"dtype":"I32","data_offsets":[0,4]}}   """;
        using var reader = SafetensorsReader.Open(folder.Write("x.safetensors", FileOf(Encoding.UTF8.GetBytes(header), 12)));

        Assert.Equal(["a", "b"], reader.Names);
        Assert.Equal("pt", reader.Metadata["format"]);
        Assert.Equal([2, 1], reader.Entry("b").Shape);
        Assert.Empty(reader.Entry("a").Shape);
        Assert.Equal(8, reader.Entry("b").ByteCount);
    }

    [Theory]
    // The table itself
    [InlineData("[]", 0, "does not start with '{'")]
    [InlineData(" {}", 0, "does not start with '{'")]
    [InlineData("{", 0, "not valid JSON")]
    [InlineData("{}{}", 0, "not valid JSON")]
    [InlineData("""{"w":[]}""", 0, "w is not described by a table")]
    [InlineData("""{"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}""", 1, "not valid JSON")]
    [InlineData("""{"w":{"dtype":"U8","shape":[[[[[1]]]]],"data_offsets":[0,1]}}""", 1, "w has a shape entry")]
    [InlineData("""{"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":{"y":{"z":{}}}}}""", 1, "w has the unknown entry x")]
    [InlineData("""{"w":nothing}""", 0, "not valid JSON at byte 5")]
    [InlineData("""{"w":null}""", 0, "w is not described by a table")]
    [InlineData("""{"w":NaN}""", 0, "not valid JSON at byte 5")]
    [InlineData("{\"w", 0, "not valid JSON")]
    [InlineData("{\"w\\", 0, "not valid JSON")]
    // Names
    [InlineData("""{"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"w":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2, "w stands twice")]
    [InlineData("""{"w\u0000":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1, "holds a NUL")]
    [InlineData("""{"\ud800":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1, "not valid JSON")]
    // Entries of a tensor
    [InlineData("""{"w":{"shape":[1],"data_offsets":[0,1]}}""", 1, "w lacks dtype")]
    [InlineData("""{"w":{"dtype":"U8","data_offsets":[0,1]}}""", 1, "w lacks shape")]
    [InlineData("""{"w":{"dtype":"U8","shape":[1]}}""", 1, "w lacks data_offsets")]
    [InlineData("""{"w":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1, "w gives dtype twice")]
    [InlineData("""{"w":{"dtype":7,"shape":[1],"data_offsets":[0,1]}}""", 1, "w has a dtype that is not a text")]
    [InlineData("""{"w":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}""", 1, "w has dtype F8_E4M3; known are F64")]
    // Shapes and spans
    [InlineData("""{"w":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}""", 1, "w has a shape entry that is not a whole number")]
    [InlineData("""{"w":{"dtype":"U8","shape":[1.5],"data_offsets":[0,1]}}""", 1, "w has a shape entry that is not a whole number")]
    [InlineData("""{"w":{"dtype":"U8","shape":"1","data_offsets":[0,1]}}""", 1, "w has a shape that is not a list")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "w is F32 [2] and needs 8 bytes, its data_offsets span 4")]
    [InlineData("""{"w":{"dtype":"F64","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "too large for any file")]
    [InlineData("""{"w":{"dtype":"F64","shape":[0,4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "too large for any file")]
    [InlineData("""{"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1,2]}}""", 1, "w has 3 data_offsets")]
    [InlineData("""{"w":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}}""", 1, "w ends at byte 0 of the data, before it begins at 1")]
    // Cover of the data
    [InlineData("""{"w":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", 3, "w ends at byte 4 of the data, the file has 3")]
    [InlineData("""{"v":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"w":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", 3, "w overlaps the tensor before it by 1")]
    [InlineData("""{"v":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"w":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}""", 3, "1 bytes before w belong to no tensor")]
    [InlineData("""{"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 3, "the last 2 bytes belong to no tensor")]
    [InlineData("{}", 1, "the last 1 bytes belong to no tensor")]
    // Metadata
    [InlineData("""{"__metadata__":[]}""", 0, "__metadata__ is not a table")]
    [InlineData("""{"__metadata__":{"steps":3}}""", 0, "__metadata__ entry steps is not a text")]
    [InlineData("""{"__metadata__":{"steps":true}}""", 0, "__metadata__ entry steps is not a text")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", 0, "__metadata__ stands twice")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"}}""", 0, "__metadata__ entry a stands twice")]
    public void A_broken_header_is_refused_with_the_reason(string header, int data, string reason) =>
        Assert.Contains(reason, MessageFor(header, data));

    [Fact]
    public void A_name_that_is_not_utf8_is_refused() =>
        Assert.Contains("not valid JSON", MessageFor(FileOf([.. "{\""u8, 0xC3, 0x28, .. "\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]}}"u8], 1)));

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void A_file_without_room_for_a_length_is_refused(int bytes) => Assert.Contains("too few", MessageFor(new byte[bytes]));

    [Theory]
    [InlineData(100)]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    public void A_header_longer_than_the_file_is_refused(long length)
    {
        var file = FileOf("{}"u8.ToArray(), 0);
        BinaryPrimitives.WriteInt64LittleEndian(file, length);
        Assert.Contains("cut short", MessageFor(file));
    }

    [Fact]
    public void A_header_over_the_cap_is_refused_before_it_is_read()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("big.safetensors", FileOf("{}"u8.ToArray(), 0));
        using (var stream = new FileStream(path, FileMode.Open))
        {
            // A sparse file: long enough to hold such a header, with nothing on the disk.
            stream.SetLength(200_000_000);
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, 100_000_001);
            stream.Write(length);
        }
        Assert.Contains("more than the 100000000 allowed", Assert.Throws<WorkbookException>(() => SafetensorsReader.Open(path)).Message);
    }

    [Fact]
    public void A_name_with_control_characters_is_shown_escaped_and_short()
    {
        var name = "\\u001b[31m" + new string('x', 500);
        var message = MessageFor("{\"" + name + "\": {\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,1]}}", 1);
        Assert.DoesNotContain('\u001b', message);
        Assert.True(message.Length < 300, message);
    }

    [Theory]
    [InlineData("absent.safetensors")]
    [InlineData("")]
    public void A_file_that_cannot_be_opened_is_named(string name)
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(folder.Path, Assert.Throws<WorkbookException>(() => SafetensorsReader.Open(Path.Combine(folder.Path, name))).Message);
    }
}
