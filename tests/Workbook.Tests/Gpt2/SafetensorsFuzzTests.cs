using System.Text;
using Workbook.Gpt2;
using Xunit;

namespace Workbook.Tests.Gpt2;

/// <summary>Thousands of damaged files: the reader either opens one whose tensors lie inside it, or refuses it by its own exception.</summary>
public class SafetensorsFuzzTests
{
    private const string Header =
        """{"__metadata__":{"format":"pt"},"wte.weight":{"dtype":"F32","shape":[3,2],"data_offsets":[0,24]},"h.0.bias":{"dtype":"I64","shape":[2],"data_offsets":[24,40]},"mask":{"dtype":"BOOL","shape":[4],"data_offsets":[40,44]}}""";

    private static readonly string[] Pieces =
        ["{", "}", "[", "]", "\"", ",", ":", "-1", "0", "1e9", "9223372036854775807", "F64", "BF16", "null", "true", "\\u0000", "\\ud800", "[0,24]", "[[", "{\"a\":", " ", "\u00e9"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_damaged_file_is_read_soundly_or_refused(int seed)
    {
        var random = new Random(seed);
        using var folder = new TemporaryFolder();
        var opened = 0;
        for (var round = 0; round < 1500; round++)
        {
            var file = Damage(SafetensorsHeaderTests.FileOf(Encoding.UTF8.GetBytes(DamageText(Header, random)), 44), random);
            var path = folder.Write("fuzz.safetensors", file);
            try
            {
                using var reader = SafetensorsReader.Open(path);
                opened++;
                foreach (var name in reader.Names)
                {
                    var entry = reader.Entry(name);
                    Assert.InRange(entry.Offset + entry.ByteCount, 8, file.Length);
                    // A damaged boolean may still be refused here, by the same exception.
                    using var tensor = reader.Read(name);
                    Assert.Equal(entry.Shape, tensor.shape);
                }
            }
            catch (WorkbookException e)
            {
                Assert.Contains("fuzz.safetensors", e.Message);
            }
        }
        // Some damage is harmless (white space, a digit of the notes); all of it refused would mean that the test reads nothing.
        Assert.InRange(opened, 1, 1400);
    }

    private static string DamageText(string text, Random random)
    {
        for (var n = random.Next(3); n > 0; n--)
        {
            var at = random.Next(text.Length);
            var count = random.Next(Math.Min(6, text.Length - at));
            text = text.Remove(at, count).Insert(at, random.Next(4) == 0 ? text.Substring(at, count) : Pieces[random.Next(Pieces.Length)]);
        }
        return text;
    }

    private static byte[] Damage(byte[] file, Random random)
    {
        switch (random.Next(6))
        {
            case 0:
                return file[..random.Next(file.Length)];
            case 1:
                return [.. file, .. new byte[random.Next(9)]];
            case 2:
                file[random.Next(8)] = (byte)random.Next(256);
                return file;
            case 3:
                for (var n = 0; n < 3; n++) file[random.Next(file.Length)] = (byte)random.Next(256);
                return file;
            default:
                return file;
        }
    }
}
