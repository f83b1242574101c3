using System.Text;

namespace Workbook.Tests.Gpt2;

/// <summary>The slow form with a queue of pairs, for pieces so long that looking through all pairs each time takes hours.</summary>
internal static class FastBpe
{
    public static List<int> Encode(IReadOnlyDictionary<string, int> ranks, string text) =>
        [.. SlowBpe.Pieces(text).SelectMany(piece => Merge(ranks, Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(piece))))];

    private static List<int> Merge(IReadOnlyDictionary<string, int> ranks, string bytes)
    {
        // parts[i] is the token that begins at byte i, null where none does; next and last link them.
        var parts = bytes.Select(c => (string?)c.ToString()).ToArray();
        var (next, last) = (Enumerable.Range(1, parts.Length).ToArray(), Enumerable.Range(-1, parts.Length).ToArray());
        var queue = new PriorityQueue<(int At, string Pair), (int Rank, int At)>();
        void Offer(int at)
        {
            if (at >= 0 && next[at] < parts.Length && parts[at] + parts[next[at]] is var pair && ranks.TryGetValue(pair, out var rank))
                queue.Enqueue((at, pair), (rank, at));
        }
        for (var at = 0; at < parts.Length; at++) Offer(at);
        while (queue.TryDequeue(out var item, out _))
        {
            var at = item.At;
            // The pair may be gone since it was offered.
            if (parts[at] is null || next[at] >= parts.Length || parts[at] + parts[next[at]] != item.Pair) continue;
            parts[next[at]] = null;
            parts[at] = item.Pair;
            next[at] = next[next[at]];
            if (next[at] < parts.Length) last[next[at]] = at;
            Offer(last[at]);
            Offer(at);
        }
        return [.. parts.OfType<string>().Select(token => ranks[token])];
    }
}
