using System.Text.Json;

namespace Workbook.Gpt2;

/// <summary>
/// The two vocabulary files of a GPT-2 checkpoint, checked against each other: vocab.json gives every token an id, merges.txt lists the
/// pairs that byte-pair encoding joins, the earliest first.
/// </summary>
internal sealed class Gpt2Vocabulary
{
    // Far above any byte-level vocabulary; a wrong file is refused before it fills the memory.
    private const long LongestFile = 100_000_000;

    private Gpt2Vocabulary(string[] tokens, IReadOnlyList<string> merges, int endOfText) =>
        (Tokens, Merges, EndOfText) = (tokens, merges, endOfText);

    /// <summary>The tokens by id, in the characters of <see cref="ByteLevelAlphabet"/>.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>The merges in their order, each two tokens with a space between.</summary>
    public IReadOnlyList<string> Merges { get; }

    /// <summary>The id of <c>&lt;|endoftext|&gt;</c>.</summary>
    public int EndOfText { get; }

    /// <exception cref="WorkbookException">A file is missing or malformed, or the two do not fit each other.</exception>
    public static Gpt2Vocabulary Load(string folder)
    {
        var vocabularyFile = Path.Combine(folder, "vocab.json");
        var mergesFile = Path.Combine(folder, "merges.txt");
        var ids = ParseVocabulary(SafetensorsReader.ShortName(vocabularyFile), ReadFile(vocabularyFile));
        var tokens = Order(SafetensorsReader.ShortName(vocabularyFile), ids);
        var merges = ParseMerges(SafetensorsReader.ShortName(mergesFile), System.Text.Encoding.UTF8.GetString(ReadFile(mergesFile)), ids);
        return new(tokens, merges, ids[Gpt2Tokenizer.EndOfTextToken]);
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            var length = new FileInfo(path).Length;
            return length <= LongestFile
                ? File.ReadAllBytes(path)
                : throw new WorkbookException($"{SafetensorsReader.ShortName(path)}: has {length} bytes, more than the {LongestFile} allowed.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"{path}: cannot be read ({e.Message.TrimEnd('.')}); a checkpoint needs vocab.json and merges.txt.", e);
        }
    }

    private static Dictionary<string, int> ParseVocabulary(string file, byte[] json)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 2 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new WorkbookException($"{file}: is not a table of tokens and ids.");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var token = reader.GetString()!;
                reader.Read();
                if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var id) || id < 0)
                    throw new WorkbookException($"{file}: the token {SafetensorsHeader.Quote(token)} has an id that is not a whole number of 0 or more.");
                if (!ids.TryAdd(token, id)) throw new WorkbookException($"{file}: the token {SafetensorsHeader.Quote(token)} stands twice.");
            }
            while (reader.Read()) { }
            return ids;
        }
        catch (JsonException e)
        {
            throw new WorkbookException($"{file}: is not valid JSON at line {e.LineNumber + 1}; fetch it again.", e);
        }
        catch (InvalidOperationException e)
        {
            throw new WorkbookException($"{file}: holds a token that is not valid UTF-8; fetch it again.", e);
        }
    }

    private static string[] Order(string file, Dictionary<string, int> ids)
    {
        var tokens = new string?[ids.Count];
        foreach (var (token, id) in ids)
        {
            if (id >= tokens.Length)
                throw new WorkbookException($"{file}: has {ids.Count} tokens, so ids run to {ids.Count - 1}, but {SafetensorsHeader.Quote(token)} has {id}.");
            if (tokens[id] is { } other)
                throw new WorkbookException($"{file}: the id {id} stands for both {SafetensorsHeader.Quote(other)} and {SafetensorsHeader.Quote(token)}.");
            if (!ByteLevelAlphabet.TryRead(token, out var bytes) || bytes.Length == 0)
                throw new WorkbookException($"{file}: the token {SafetensorsHeader.Quote(token)} (id {id}) is not written in GPT-2's byte characters.");
            tokens[id] = token;
        }
        for (var b = 0; b < 256; b++)
            if (!ids.ContainsKey(ByteLevelAlphabet.Character((byte)b).ToString()))
                throw new WorkbookException($"{file}: has no token for the byte {b} ({ByteLevelAlphabet.Character((byte)b)}), so some texts could not be encoded.");
        if (!ids.ContainsKey(Gpt2Tokenizer.EndOfTextToken))
            throw new WorkbookException($"{file}: has no token {Gpt2Tokenizer.EndOfTextToken}.");
        return tokens!;
    }

    private static List<string> ParseMerges(string file, string text, Dictionary<string, int> ids)
    {
        var merges = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.TrimEnd('\r');
            // Only the first line is a comment: "# #" is a merge.
            if (line.Length == 0 || (number == 1 && line.StartsWith("#version", StringComparison.Ordinal))) continue;
            var parts = line.Split(' ');
            if (parts.Length != 2 || parts[0].Length == 0 || parts[1].Length == 0)
                throw new WorkbookException($"{file}, line {number}: is not two tokens with a space between.");
            foreach (var token in new[] { parts[0], parts[1], parts[0] + parts[1] })
                if (!ids.ContainsKey(token))
                    throw new WorkbookException($"{file}, line {number}: needs the token {SafetensorsHeader.Quote(token)}, which vocab.json does not have; the two files are not of one checkpoint.");
            if (!seen.Add(line)) throw new WorkbookException($"{file}, line {number}: repeats the merge {SafetensorsHeader.Quote(line)}.");
            merges.Add(line);
        }
        return merges;
    }
}
