using System.Text.Encodings.Web;
using System.Text.Json;
using Workbook.Gpt2;

namespace Workbook.Training;

/// <summary>
/// Learns a byte-level byte-pair encoding (Sennrich et al. 2016, in GPT-2's form): the most frequent neighbouring pair of
/// tokens inside a word becomes a token, again and again. Ties go to the pair that comes first in ordinal order.
/// </summary>
public sealed class BytePairTrainer
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Gpt2PreTokenizer splitter = new();
    private readonly Dictionary<string, long> words = new(StringComparer.Ordinal);

    /// <summary>Counts the words of a text.</summary>
    public void Add(string text)
    {
        foreach (var (offset, length) in splitter.PreTokenize(text))
        {
            var word = ByteLevelAlphabet.Write(text.Substring(offset, length));
            words[word] = words.GetValueOrDefault(word) + 1;
        }
    }

    /// <summary>Learns the merges.</summary>
    /// <param name="most">Most merges; fewer when no pair stands twice any more.</param>
    /// <returns>Pairs in the order in which they are applied, in the printable byte alphabet.</returns>
    public IReadOnlyList<(string Left, string Right)> Learn(int most)
    {
        var spelled = words.OrderBy(word => word.Key, StringComparer.Ordinal)
            .Select(word => (Pieces: word.Key.Select(c => c.ToString()).ToList(), Count: word.Value))
            .ToList();
        var merges = new List<(string, string)>();
        while (merges.Count < most)
        {
            var counts = new Dictionary<(string Left, string Right), long>();
            foreach (var (pieces, count) in spelled)
            {
                for (var i = 1; i < pieces.Count; i++)
                {
                    var pair = (pieces[i - 1], pieces[i]);
                    counts[pair] = counts.GetValueOrDefault(pair) + count;
                }
            }

            var best = counts.Where(pair => pair.Value >= 2)
                .OrderByDescending(pair => pair.Value)
                .ThenBy(pair => pair.Key.Left, StringComparer.Ordinal)
                .ThenBy(pair => pair.Key.Right, StringComparer.Ordinal)
                .FirstOrDefault();
            if (best.Value == 0) break;
            merges.Add(best.Key);
            foreach (var (pieces, _) in spelled) Merge(pieces, best.Key);
        }

        return merges;
    }

    /// <summary>Writes vocab.json and merges.txt as GPT-2's tokenizer reads them: bytes, merges, end of text.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="merges">From <see cref="Learn"/>.</param>
    /// <returns>Entries of the vocabulary.</returns>
    public static int Write(string folder, IReadOnlyList<(string Left, string Right)> merges)
    {
        var entries = Enumerable.Range(0, 256).Select(value => ByteLevelAlphabet.Character((byte)value)).Order().Select(letter => letter.ToString())
            .Concat(merges.Select(merge => merge.Left + merge.Right))
            .Append(Gpt2Tokenizer.EndOfTextToken)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        var vocabulary = new Dictionary<string, int>(entries.Select((entry, id) => KeyValuePair.Create(entry, id)));
        File.WriteAllText(Path.Combine(folder, "vocab.json"), JsonSerializer.Serialize(vocabulary, Readable) + "\n");
        File.WriteAllText(
            Path.Combine(folder, "merges.txt"),
            "#version: 0.2\n" + string.Concat(merges.Select(merge => $"{merge.Left} {merge.Right}\n")));
        return entries.Count;
    }

    private static void Merge(List<string> pieces, (string Left, string Right) pair)
    {
        for (var i = 1; i < pieces.Count; i++)
        {
            if (pieces[i - 1] != pair.Left || pieces[i] != pair.Right) continue;
            pieces[i - 1] = pair.Left + pair.Right;
            pieces.RemoveAt(i);
        }
    }
}
