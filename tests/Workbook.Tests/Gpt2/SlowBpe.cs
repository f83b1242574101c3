using System.Globalization;
using System.Text;

namespace Workbook.Tests.Gpt2;

/// <summary>
/// GPT-2's encoding once more, independent of the library and of regular expressions: pieces by a scan over code points, then the
/// lowest-ranked neighbouring pair is joined until none is left.
/// </summary>
internal static class SlowBpe
{
    private static readonly string[] Contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    public static List<int> Encode(IReadOnlyDictionary<string, int> ranks, string text) =>
        [.. Pieces(text).SelectMany(piece => Merge(ranks, Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(piece)), int.MaxValue)).Select(t => ranks[t])];

    /// <summary>The tokens of some bytes (written as U+0000 to U+00FF), using merges of a rank lower than a limit.</summary>
    public static List<string> Merge(IReadOnlyDictionary<string, int> ranks, string bytes, int below)
    {
        var parts = bytes.Select(c => c.ToString()).ToList();
        while (true)
        {
            var (best, at) = (below, -1);
            for (var i = 0; i + 1 < parts.Count; i++)
                if (ranks.TryGetValue(parts[i] + parts[i + 1], out var rank) && rank < best) (best, at) = (rank, i);
            if (at < 0) return parts;
            parts[at] += parts[at + 1];
            parts.RemoveAt(at + 1);
        }
    }

    public static List<string> Pieces(string text)
    {
        var runes = text.EnumerateRunes().ToArray();
        var pieces = new List<string>();
        for (var i = 0; i < runes.Length;)
        {
            var end = PieceEnd(runes, i);
            pieces.Add(string.Concat(runes[i..end].Select(r => r.ToString())));
            i = end;
        }
        return pieces;
    }

    private static int PieceEnd(Rune[] runes, int start)
    {
        foreach (var contraction in Contractions)
            if (start + contraction.Length <= runes.Length && contraction.Select((c, k) => runes[start + k].Value == c).All(same => same))
                return start + contraction.Length;

        var first = runes[start].Value == ' ' && start + 1 < runes.Length && Class(runes[start + 1]) != 's' ? start + 1 : start;
        var end = first;
        while (end < runes.Length && Class(runes[end]) == Class(runes[first])) end++;
        if (Class(runes[first]) != 's') return end;
        // White space leaves its last character to what follows, unless it is only one or stands at the end.
        return end < runes.Length && end - start > 1 ? end - 1 : end;
    }

    private static char Class(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => 'L',
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => 'N',
        _ => Rune.IsWhiteSpace(rune) ? 's' : 'o',
    };
}
