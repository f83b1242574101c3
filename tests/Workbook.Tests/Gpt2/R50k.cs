using System.Text;
using System.Text.Json;
using Workbook.Gpt2;

namespace Workbook.Tests.Gpt2;

/// <summary>
/// GPT-2's real vocabulary, rebuilt as vocab.json and merges.txt from the ranks that the SharpToken package carries: the id of a token is
/// its rank, and the merge that makes it is the pair left when its bytes are merged by earlier ranks only.
/// </summary>
public sealed class R50k : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public R50k()
    {
        Ranks = ReadRanks();
        var byRank = Ranks.OrderBy(r => r.Value).ToList();
        var vocabulary = byRank.ToDictionary(r => Written(r.Key), r => r.Value);
        vocabulary["<|endoftext|>"] = byRank.Count;
        folder.Write("vocab.json", JsonSerializer.Serialize(vocabulary));
        var merges = byRank.Where(r => r.Key.Length > 1).Select(r => SlowBpe.Merge(Ranks, r.Key, below: r.Value));
        folder.Write("merges.txt", "#version: 0.2\n" + string.Concat(merges.Select(m => $"{Written(m[0])} {Written(m[1])}\n")));
        Tokenizer = Gpt2Tokenizer.Load(folder.Path);
    }

    /// <summary>Rank by token; a token's bytes are written as the characters U+0000 to U+00FF.</summary>
    public IReadOnlyDictionary<string, int> Ranks { get; }

    public Gpt2Tokenizer Tokenizer { get; }

    /// <summary>Holds vocab.json and merges.txt.</summary>
    public string Folder => folder.Path;

    public void Dispose() => folder.Dispose();

    private static string Written(string bytes) => string.Concat(bytes.Select(b => ByteLevelAlphabet.Character((byte)b)));

    private static Dictionary<string, int> ReadRanks()
    {
        using var stream = typeof(SharpToken.GptEncoding).Assembly.GetManifestResourceStream("SharpToken.data.r50k_base.tiktoken")!;
        using var lines = new StreamReader(stream);
        var ranks = new Dictionary<string, int>(StringComparer.Ordinal);
        while (lines.ReadLine() is { } line)
        {
            var parts = line.Split(' ');
            if (parts.Length == 2) ranks.Add(Encoding.Latin1.GetString(Convert.FromBase64String(parts[0])), int.Parse(parts[1]));
        }
        return ranks;
    }
}
