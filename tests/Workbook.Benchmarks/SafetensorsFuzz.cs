using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Workbook.Gpt2;

namespace Workbook.Benchmarks;

/// <summary>
/// Damages safetensors files at random and opens them. A round must end in a reader whose tensors lie inside the file, or in the reader's
/// own exception; what it allocates, tensors included, must not pass the file's size by more than 64 kB. A round depends on the seed and its number
/// alone, so one that fails can be run again by itself.
/// </summary>
/// <param name="folder">Where the damaged file is written, again and again.</param>
/// <param name="seed">Gives other rounds.</param>
internal sealed class SafetensorsFuzz(string folder, int seed)
{
    private const long Slack = 64 << 10;

    private static readonly string[] Headers =
    [
        """{"__metadata__":{"format":"pt"},"wte.weight":{"dtype":"F32","shape":[3,2],"data_offsets":[0,24]},"h.0.bias":{"dtype":"I64","shape":[2],"data_offsets":[24,40]},"mask":{"dtype":"BOOL","shape":[4],"data_offsets":[40,44]}}""",
        """{"a":{"dtype":"BF16","shape":[2,0,3],"data_offsets":[0,0]},"b":{"shape":[],"dtype":"F64","data_offsets":[0,8]},"\u00e9\ud83d\ude00":{"data_offsets":[8,44],"dtype":"F16","shape":[3,3,2]}}    """,
        $$"""{"__metadata__":{"format":"pt","text":"{{new string('t', 300)}}","note":"\n\"\\"},{{string.Join(',', Enumerable.Range(0, 11).Select(n => $"\"transformer.h.{n}.ln_1.weight\":{{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[{4 * n},{4 * n + 4}]}}"))}}}""",
        "{}",
    ];

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", "\"", ",", ":", "-1", "0", "1e9", "9223372036854775807", "4611686018427387904", "4294967296", "F64", "BF16", "F8_E4M3", "null", "true",
        "\\u0000", "\\ud800", "[0,24]", "[[", "{\"a\":", " ", "\u00e9", "\"x\":1,", "\"dtype\":\"F32\",", "\"shape\":[0,", "\"__metadata__\":{},", "//", "\t\r\n",
        "\"z\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]},", "\"z\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},",
    ];

    private readonly string path = Path.Combine(folder, "fuzz.safetensors");

    /// <summary>How many files were opened whole.</summary>
    public long Opened { get; private set; }

    /// <summary>How many were refused.</summary>
    public long Refused { get; private set; }

    /// <summary>The most bytes that a round allocated above its file's size; negative when none passed it.</summary>
    public long MostAbove { get; private set; } = long.MinValue;

    /// <summary>The longest time that a round took.</summary>
    public TimeSpan Slowest { get; private set; }

    /// <summary>Runs rounds from a first one on.</summary>
    /// <exception cref="InvalidOperationException">A round broke a rule; the message says which round.</exception>
    public void Run(long first, long count)
    {
        // What is compiled or set up once is no round's own.
        foreach (var header in Headers) Open(FileOf(header, 44));
        for (var round = first; round < first + count; round++) RunOne(round);
    }

    private void RunOne(long round)
    {
        var random = new Random(HashOf(round));
        var file = Damage(FileOf(DamageText(Headers[random.Next(Headers.Length)], random), random.Next(8) == 0 ? random.Next(80) : 44), random);
        File.WriteAllBytes(path, file);
        var (clock, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        try
        {
            var (opened, tensors) = Open(null);
            var above = GC.GetAllocatedBytesForCurrentThread() - before + tensors - file.Length;
            if (opened) Opened++;
            else Refused++;
            MostAbove = Math.Max(MostAbove, above);
            if (above > Slack) throw new InvalidOperationException($"allocates {above} bytes more than the file has");
        }
        catch (Exception problem)
        {
            throw new InvalidOperationException($"Seed {seed}, round {round}: {problem.Message}", problem);
        }
        var time = Stopwatch.GetElapsedTime(clock);
        if (time > Slowest) Slowest = time;
    }

    // Gives whether the file was opened, and the bytes of its tensors.
    private (bool Opened, long Tensors) Open(byte[]? content)
    {
        if (content is not null) File.WriteAllBytes(path, content);
        var bytes = 0L;
        try
        {
            using var reader = SafetensorsReader.Open(path);
            var length = new FileInfo(path).Length;
            foreach (var name in reader.Names)
            {
                var entry = reader.Entry(name);
                if (entry.Offset < 8 || entry.Offset + entry.ByteCount > length) throw new InvalidOperationException($"{name} lies outside the file");
                bytes += entry.ByteCount;
                // A damaged boolean may still be refused here, by the same exception.
                using var tensor = reader.Read(name);
                if (!entry.Shape.SequenceEqual(tensor.shape)) throw new InvalidOperationException($"{name} has another shape than its entry");
            }
            return (true, bytes);
        }
        catch (WorkbookException refusal)
        {
            if (!refusal.Message.Contains("fuzz.safetensors", StringComparison.Ordinal) || refusal.Message.Length > 2000)
                throw new InvalidOperationException($"the refusal does not name the file, or is long: {refusal.Message}", refusal);
            return (false, bytes);
        }
    }

    private static byte[] FileOf(string header, int data)
    {
        var length = Encoding.UTF8.GetByteCount(header);
        var bytes = new byte[8 + length + data];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        Encoding.UTF8.GetBytes(header, bytes.AsSpan(8));
        return bytes;
    }

    private static string DamageText(string text, Random random)
    {
        for (var n = random.Next(4); n > 0; n--)
        {
            var at = random.Next(text.Length);
            var count = random.Next(Math.Min(6, text.Length - at));
            text = text.Remove(at, count).Insert(at, random.Next(4) == 0 ? text.Substring(at, count) : Piece(random));
        }
        return text;
    }

    // Now and then a piece comes thousands of times: deep nesting, a long name, many tensors.
    private static string Piece(Random random)
    {
        var piece = Pieces[random.Next(Pieces.Length)];
        return random.Next(100) == 0 ? string.Concat(Enumerable.Repeat(piece, random.Next(1, 5000))) : piece;
    }

    private static byte[] Damage(byte[] file, Random random)
    {
        switch (random.Next(8))
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
            case 4:
                BinaryPrimitives.WriteInt64LittleEndian(file, BinaryPrimitives.ReadInt64LittleEndian(file) + random.Next(-4, 5));
                return file;
            default:
                return file;
        }
    }

    // SplitMix64 (Steele, Lea and Flood 2014): neighbouring rounds share nothing.
    private int HashOf(long round)
    {
        var mixed = unchecked(((ulong)seed << 40) + (ulong)round * 0x9E3779B97F4A7C15UL);
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL);
        return (int)(mixed >> 33);
    }
}
