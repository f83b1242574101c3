using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace Workbook.Gpt2;

/// <summary>
/// Cuts a text into the pieces inside which GPT-2 merges bytes: contractions, words, numbers and runs of other signs, each with the one
/// space before it, and runs of white space. Every character falls into exactly one piece.
/// </summary>
// Radford et al. 2019, section 2.2: the pattern of GPT-2's own encoder.
public sealed partial class Gpt2PreTokenizer : PreTokenizer
{
    // Stand-ins for half of a surrogate pair, with the class of the whole: a letter that no contraction holds, a digit, neither.
    private const char Letter = 'x', Digit = '0', Other = '\uE000';

    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text) => Pieces(ClassText(text));

    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => Pieces(ClassText(text.ToString()));

    private static IEnumerable<(int Offset, int Length)> Pieces(string text)
    {
        for (var match = Pattern().Match(text); match.Success; match = match.NextMatch()) yield return (match.Index, match.Length);
    }

    // .NET's regular expressions see a character outside the basic plane as two surrogates, which are no letters; the pattern means code
    // points. So each half is replaced by a character of the same class, which leaves every position as it was.
    private static string ClassText(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')) return text;
        var characters = text.ToCharArray();
        for (var i = 0; i + 1 < characters.Length; i++)
        {
            if (!char.IsSurrogatePair(text, i)) continue;
            characters[i] = characters[i + 1] = CharUnicodeInfo.GetUnicodeCategory(text, i) switch
            {
                <= UnicodeCategory.OtherLetter => Letter,
                UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Digit,
                _ => Other,
            };
            i++;
        }
        return new(characters);
    }

    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
