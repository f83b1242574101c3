namespace Workbook.Gpt2;

/// <summary>
/// GPT-2's printable alphabet for bytes: each of the 256 bytes is written as one character in vocab.json and merges.txt
/// (printable Latin-1 as itself, the rest shifted past U+0100).
/// </summary>
internal static class ByteAlphabet
{
    /// <summary>The bytes in the order in which GPT-2 numbers them.</summary>
    internal static IReadOnlyList<byte> Order { get; }

    private static readonly char[] Letters = new char[256];

    static ByteAlphabet()
    {
        var printable = Enumerable.Range('!', '~' - '!' + 1)
            .Concat(Enumerable.Range('¡', '¬' - '¡' + 1))
            .Concat(Enumerable.Range('®', 'ÿ' - '®' + 1))
            .ToList();
        var rest = Enumerable.Range(0, 256).Except(printable).ToList();
        foreach (var value in printable) Letters[value] = (char)value;
        for (var i = 0; i < rest.Count; i++) Letters[rest[i]] = (char)(256 + i);
        Order = [.. printable.Concat(rest).Select(value => (byte)value)];
    }

    /// <summary>The character that stands for a byte.</summary>
    internal static char Letter(byte value) => Letters[value];
}
