using System.Globalization;
using System.Text;

namespace Workbook.Tests.Gpt2;

/// <summary>Random texts of the kinds at which byte-level encoders go wrong, each from a seed.</summary>
internal static class NastyTexts
{
    private static readonly string[] Words = ["the", "The", "running", "naïve", "résumé", "antidisestablishmentarianism", "x", "GPT", "zzz", "of", "Straße", "don’t"];
    private static readonly string[] Emoji = ["😀", "👩‍👩‍👧", "👍🏽", "🇫🇷", "🏴\U000E0067\U000E007F", "1️⃣", "❤️", "🧑🏿‍🚀", "\u200d", "\ufe0f", "⌚"];
    private static readonly string[] Contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d", "'S", "'LL", "'", "''", "’s", "'x"];
    private static readonly string[] Spaces = [" ", "  ", "\t", "\n", "\r\n", "\r", "\u00a0", "\u3000", "\u2028", "\u0085", "\v", "\f"];

    /// <summary>The kinds, by name.</summary>
    public static IReadOnlyDictionary<string, Func<Random, string>> Kinds { get; } = new Dictionary<string, Func<Random, string>>
    {
        ["words"] = random => Join(random, 12, () => Pick(random, Words) + Pick(random, [" ", " ", ", ", ". ", "-"])),
        ["every plane"] = random => Join(random, 12, () => RuneOf(random, random.Next(17) << 16, 0x10000)),
        ["the basic plane"] = random => Join(random, 20, () => RuneOf(random, 0, 0x10000)),
        ["emoji"] = random => Join(random, 8, () => Pick(random, Emoji) + (random.Next(3) == 0 ? Pick(random, Words) : "")),
        ["combining marks"] = random => Join(random, 12, () => Pick(random, ["a", "E", "o ", "ก", "ש"]) + Join(random, 3, () => RuneOf(random, 0x300, 0x70))),
        ["line ends"] = random => Join(random, 12, () => Pick(random, ["\r\n", "\n", "\r", "\r\n\r\n", "a", " b", "\n\n"])),
        ["tabs"] = random => Join(random, 12, () => Pick(random, ["\t", "\t\t", " \t", "\t ", "if", "x = 1;", "}"])),
        ["runs of white space"] = random => Join(random, 8, () => new string(Pick(random, [" ", "\n", "\t", "\u00a0"])[0], random.Next(1, 12)) + (random.Next(2) == 0 ? Pick(random, Words) : "")),
        ["space at the ends"] = random => Join(random, 3, () => Pick(random, Spaces)) + Join(random, 3, () => Pick(random, Words)) + Join(random, 3, () => Pick(random, Spaces)),
        ["contractions"] = random => Join(random, 8, () => Pick(random, ["I", "we", " it", "1", "!", " ", "é"]) + Pick(random, Contractions)),
        ["digits"] = random => Join(random, 8, () => Pick(random, ["", " ", ".", ",", "e-", "½", "٤", "Ⅷ", "x"]) + random.Next().ToString(CultureInfo.InvariantCulture)[..random.Next(1, 2)] + random.Next(10_000)),
        ["east Asian"] = random => Join(random, 15, () => random.Next(4) == 0 ? Pick(random, ["。", "、", " ", "ー", "カ", "한"]) : RuneOf(random, 0x4E00, 0x5200)),
        ["control characters"] = random => Join(random, 15, () => random.Next(3) == 0 ? Pick(random, Words) : ((char)random.Next(0x20)).ToString() + (random.Next(3) == 0 ? "\u007f" : "")),
        ["unpaired surrogates"] = random => Join(random, 12, () => random.Next(3) == 0 ? Pick(random, ["a", " ", "1", "😀", "\ufffd"]) : ((char)random.Next(0xD800, 0xE000)).ToString()),
        ["any bytes"] = random => Encoding.Latin1.GetString(Bytes(random, random.Next(40))),
        ["all kinds"] = random => Join(random, 6, () => Pick(random, Words) + Pick(random, Spaces) + Pick(random, Emoji) + Pick(random, Contractions) + RuneOf(random, 0, 0x3000)),
    };

    /// <summary>Whether a letter or digit lies outside the basic plane, where .NET's regular expressions, and so SharpToken, see two signs.</summary>
    public static bool HasFarLetter(string text) => text.EnumerateRunes().Any(rune => rune.Value > 0xFFFF && (Rune.IsLetter(rune) || Rune.IsNumber(rune)));

    private static string Join(Random random, int most, Func<string> piece) => string.Concat(Enumerable.Range(0, random.Next(most + 1)).Select(_ => piece()));

    private static string Pick(Random random, string[] choices) => choices[random.Next(choices.Length)];

    // A surrogate's place gives U+FFFD.
    private static string RuneOf(Random random, int first, int count) => Rune.TryCreate(first + random.Next(count), out var rune) ? rune.ToString() : "\ufffd";

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
