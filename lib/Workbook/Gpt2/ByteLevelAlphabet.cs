using System.Text;

namespace Workbook.Gpt2;

/// <summary>
/// The printable stand-ins that GPT-2's vocabulary files use for bytes: a printable Latin-1 character stands for its own byte, and the
/// other 68 bytes, in order, are written as the characters from U+0100 on (so a space is Ġ).
/// </summary>
// Radford et al. 2019, section 2.2; the table of GPT-2's vocab.json.
public static class ByteLevelAlphabet
{
    private static readonly char[] Characters = Build();
    private static readonly Dictionary<char, byte> Bytes = Characters.Select((c, b) => (c, b)).ToDictionary(p => p.c, p => (byte)p.b);

    /// <summary>The character that stands for a byte in vocab.json and merges.txt.</summary>
    public static char Character(byte value) => Characters[value];

    /// <summary>The UTF-8 bytes of a text, each written as its character.</summary>
    public static string Write(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(Character));

    /// <summary>The bytes that a token of vocab.json stands for.</summary>
    /// <returns>False when the token holds a character outside the alphabet, as special tokens may.</returns>
    public static bool TryRead(string token, out byte[] bytes)
    {
        bytes = new byte[token.Length];
        for (var i = 0; i < token.Length; i++)
            if (!Bytes.TryGetValue(token[i], out bytes[i]))
                return false;
        return true;
    }

    private static char[] Build()
    {
        var characters = new char[256];
        var next = (char)256;
        for (var b = 0; b < 256; b++)
            characters[b] = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF) ? (char)b : next++;
        return characters;
    }
}
