using System.Text;
using Microsoft.ML.Tokenizers;

namespace Workbook.Gpt2;

/// <summary>
/// GPT-2's byte-level byte-pair encoding. Any text can be encoded, and decoding gives it back exactly; half a surrogate pair, which has
/// no UTF-8 form, counts as U+FFFD. The text <c>&lt;|endoftext|&gt;</c> is one token of its own.
/// </summary>
/// <remarks>
/// Bytes are merged by Microsoft.ML.Tokenizers. Where that library, at version 2, differs from GPT-2, and what is done about it here; a test
/// holds each of these to be so:
/// its pattern takes letters and digits outside the basic plane for signs, so that "𝒜's" falls into other pieces (<see cref="Gpt2PreTokenizer"/>);
/// half a surrogate pair becomes three bytes that are no UTF-8 (it is replaced by U+FFFD before);
/// a special token is cut like any other text unless the pre-tokenizer knows it (the text is cut at it before);
/// a token of a character outside the basic plane is said to cover one of that character's two UTF-16 units (positions are counted here, from
/// the bytes); and its ready-made CodeGen tokenizer has tokens for runs of spaces that GPT-2 lacks, and decodes the end of text to nothing
/// (it is not used).
/// </remarks>
public sealed class Gpt2Tokenizer
{
    /// <summary>The token that stands between documents.</summary>
    public const string EndOfTextToken = "<|endoftext|>";

    private readonly byte[][] tokens;
    private readonly BpeTokenizer encoder;

    private Gpt2Tokenizer(Gpt2Vocabulary vocabulary)
    {
        tokens = [.. vocabulary.Tokens.Select(t => ByteLevelAlphabet.TryRead(t, out var bytes) ? bytes : [])];
        EndOfText = vocabulary.EndOfText;
        encoder = BpeTokenizer.Create(new BpeOptions(vocabulary.Tokens.Select((token, id) => KeyValuePair.Create(token, id)))
        {
            Merges = vocabulary.Merges,
            ByteLevel = true,
            PreTokenizer = new Gpt2PreTokenizer(),
        });
    }

    /// <summary>How many tokens there are; ids run from 0 to one less.</summary>
    public int VocabularySize => tokens.Length;

    /// <summary>The id of <see cref="EndOfTextToken"/>.</summary>
    public int EndOfText { get; }

    /// <summary>Loads a checkpoint's vocab.json and merges.txt.</summary>
    /// <exception cref="WorkbookException">A file is missing or malformed, or the two do not fit each other.</exception>
    public static Gpt2Tokenizer Load(string folder) => new(Gpt2Vocabulary.Load(folder));

    /// <summary>The tokens of a text, each with the characters it covers.</summary>
    public IReadOnlyList<TokenSpan> Encode(string text)
    {
        text = ReplaceLoneSurrogates(text);
        var (starts, ends) = CharactersOfBytes(text);
        var spans = new List<TokenSpan>();
        var position = 0;
        foreach (var id in EncodeIds(text))
        {
            var (start, end) = (starts[position], ends[position + tokens[id].Length - 1]);
            spans.Add(new(id, text[start..end], start, end - start));
            position += tokens[id].Length;
        }
        return spans;
    }

    /// <summary>The ids of a text's tokens.</summary>
    public int[] EncodeIds(string text)
    {
        text = ReplaceLoneSurrogates(text);
        var ids = new List<int>();
        for (var start = 0; start < text.Length;)
        {
            var mark = text.IndexOf(EndOfTextToken, start, StringComparison.Ordinal);
            var end = mark < 0 ? text.Length : mark;
            if (end > start) ids.AddRange(encoder.EncodeToIds(text[start..end]));
            if (mark >= 0) ids.Add(EndOfText);
            start = mark < 0 ? end : mark + EndOfTextToken.Length;
        }
        return [.. ids];
    }

    /// <summary>The text of some tokens. Bytes that are no UTF-8, as a cut may leave them, become U+FFFD.</summary>
    /// <exception cref="WorkbookException">An id is not in the vocabulary.</exception>
    public string Decode(IEnumerable<int> ids)
    {
        var bytes = new List<byte>();
        foreach (var id in ids)
            bytes.AddRange((uint)id < tokens.Length
                ? tokens[id]
                : throw new WorkbookException($"The token id {id} is not in the vocabulary; ids run from 0 to {tokens.Length - 1}."));
        return Encoding.UTF8.GetString([.. bytes]);
    }

    // For every byte of the text's UTF-8 form: where the character that it belongs to starts and ends.
    private static (int[] Starts, int[] Ends) CharactersOfBytes(string text)
    {
        var starts = new int[Encoding.UTF8.GetByteCount(text)];
        var ends = new int[starts.Length];
        var (position, index) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            for (var n = 0; n < rune.Utf8SequenceLength; n++, position++)
                (starts[position], ends[position]) = (index, index + rune.Utf16SequenceLength);
            index += rune.Utf16SequenceLength;
        }
        return (starts, ends);
    }

    private static string ReplaceLoneSurrogates(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')) return text;
        var characters = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) characters.Append(rune);
        return characters.ToString();
    }
}
