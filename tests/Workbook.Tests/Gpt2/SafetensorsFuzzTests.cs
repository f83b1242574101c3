using System.Text;
using Workbook.Benchmarks;
using Workbook.Gpt2;
using Xunit;

namespace Workbook.Tests.Gpt2;

/// <summary>
/// Thousands of damaged files: the reader either opens one whose tensors lie inside it, or refuses it by its own exception, within the
/// memory that the file's size allows. The verb <c>fuzz</c> of Workbook.Benchmarks runs a million and more.
/// </summary>
public class SafetensorsFuzzTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_damaged_file_is_read_soundly_or_refused(int seed)
    {
        using var folder = new TemporaryFolder();
        var fuzz = new SafetensorsFuzz(folder.Path, seed);
        fuzz.Run(0, 3000);
        Assert.Equal(3000, fuzz.Opened + fuzz.Refused);
        // Some damage is harmless (white space, a digit of the notes); all of it refused would mean that the test reads nothing.
        Assert.InRange(fuzz.Opened, 100, 2500);
        Assert.InRange(fuzz.MostAbove, 1, 64 << 10);
    }

    private const string NoBytes = "\"shape\":[0],\"data_offsets\":[0,0]}";

    // What the header is full of, and the header.
    private static readonly Dictionary<string, Func<string>> Full = new()
    {
        ["empty tensors"] = () => "{" + Many(40_000, n => $"\"{n}\":{{\"dtype\":\"U8\",{NoBytes}") + "}",
        ["dimensions"] = () => "{" + Many(4_000, n => $"\"{n}\":{{\"dtype\":\"U8\",\"shape\":[0{string.Concat(Enumerable.Repeat(",1", 63))}],\"data_offsets\":[0,0]}}") + "}",
        ["notes"] = () => "{\"__metadata__\":{" + Many(100_000, n => $"\"{n}\":\"\"") + "}}",
        ["a note"] = () => "{\"__metadata__\":{\"a\":\"" + Long('x') + "\"}}",
        ["an escaped note"] = () => "{\"__metadata__\":{\"a\":\"\\n" + Long('x') + "\"}}",
        ["a name"] = () => "{\"" + Long('x') + "\":{\"dtype\":\"U8\"," + NoBytes + "}",
        ["a dtype"] = () => "{\"a\":{\"dtype\":\"" + Long('x') + "\"," + NoBytes + "}",
        ["an entry"] = () => "{\"a\":{\"" + Long('x') + "\":1}}",
        ["a number"] = () => "{\"a\":{\"dtype\":\"U8\",\"shape\":[" + Long('1') + "],\"data_offsets\":[0,0]}}",
        ["brackets"] = () => "{\"a\":" + Long('['),
        ["a literal"] = () => "{\"a\":" + Long('t'),
    };

    public static TheoryData<string> Floods => [.. Full.Keys];

    private static string Many(int count, Func<int, string> entry) => string.Join(',', Enumerable.Range(0, count).Select(entry));

    private static string Long(char c) => new(c, 3_000_000);

    [Theory, MemberData(nameof(Floods))]
    public void A_header_that_would_fill_the_memory_is_refused_before_it_does(string what)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("flood.safetensors", SafetensorsHeaderTests.FileOf(Encoding.UTF8.GetBytes(Full[what]()), 0));
        Refusal(path);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var message = Refusal(path);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, new FileInfo(path).Length + (64 << 10));
        Assert.True(message.Length < 400, what);
    }

    [Fact]
    public void Many_tensors_with_data_are_no_flood()
    {
        using var folder = new TemporaryFolder();
        const int count = 20_000, each = 512;
        var header = "{" + Many(count, n => $"\"h.{n}.weight\":{{\"dtype\":\"U8\",\"shape\":[{each}],\"data_offsets\":[{n * each},{n * each + each}]}}") + "}";
        var path = folder.Write("many.safetensors", SafetensorsHeaderTests.FileOf(Encoding.UTF8.GetBytes(header), count * each));
        SafetensorsReader.Open(path).Dispose();
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var reader = SafetensorsReader.Open(path);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, new FileInfo(path).Length + (64 << 10));
        Assert.Equal(count, reader.Names.Count);
    }

    private static string Refusal(string path) => Assert.Throws<WorkbookException>(() => SafetensorsReader.Open(path).Dispose()).Message;
}
