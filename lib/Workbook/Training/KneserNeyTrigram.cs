namespace Workbook.Training;

/// <summary>
/// Interpolated Kneser-Ney 3-gram model (Kneser &amp; Ney 1995; Chen &amp; Goodman 1999, section 3), the yardstick for a
/// trained model. Discounts are n1/(n1 + 2 n2) of each order; the unigram level is smoothed with 1/V.
/// </summary>
public sealed class KneserNeyTrigram
{
    private const int Bits = 21;
    private readonly int vocabulary;
    private readonly Level trigrams = new();
    private readonly Level bigrams = new();
    private readonly Level unigrams = new();

    /// <summary>Counts a training text.</summary>
    /// <param name="ids">Token ids in [0, <paramref name="vocabulary"/>), documents one after another.</param>
    /// <param name="vocabulary">Entries of the vocabulary, at most 2^21.</param>
    public KneserNeyTrigram(IEnumerable<int> ids, int vocabulary)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(vocabulary, 1 << Bits);
        this.vocabulary = vocabulary;
        var (a, b) = (-1, -1);
        foreach (var c in ids)
        {
            if (a >= 0) trigrams.Add(Key(a, b), c, 1);
            (a, b) = (b, c);
        }

        // Lower orders count the different contexts that a token follows, not its occurrences.
        foreach (var (context, token) in trigrams.Pairs) bigrams.Add(context & Mask, token, 1);
        foreach (var (_, token) in bigrams.Pairs) unigrams.Add(0, token, 1);
        trigrams.Close();
        bigrams.Close();
        unigrams.Close();
    }

    private const long Mask = (1L << Bits) - 1;

    /// <summary>P(<paramref name="token"/> | <paramref name="first"/>, <paramref name="second"/>); the three may be any ids.</summary>
    public double Probability(int first, int second, int token)
    {
        var uniform = 1.0 / vocabulary;
        var one = unigrams.Interpolate(0, token, uniform);
        var two = bigrams.Interpolate(second, token, one);
        return trigrams.Interpolate(Key(first, second), token, two);
    }

    /// <summary>Mean negative log-likelihood of a text in nats a token, its first two tokens left out.</summary>
    /// <param name="ids">Token ids, at least three.</param>
    public double Loss(IReadOnlyList<int> ids)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ids.Count, 3);
        var sum = 0.0;
        for (var i = 2; i < ids.Count; i++) sum -= Math.Log(Probability(ids[i - 2], ids[i - 1], ids[i]));
        return sum / (ids.Count - 2);
    }

    private static long Key(int first, int second) => ((long)first << Bits) | (uint)second;

    /// <summary>Counts of one order: by (context, token) and, by context, their sum and how many differ.</summary>
    private sealed class Level
    {
        private readonly Dictionary<(long Context, int Token), int> counts = [];
        private readonly Dictionary<long, (long Sum, int Kinds)> contexts = [];
        private double discount;

        internal IEnumerable<(long Context, int Token)> Pairs => counts.Keys;

        internal void Add(long context, int token, int count)
        {
            var key = (context, token);
            var old = counts.GetValueOrDefault(key);
            counts[key] = old + count;
            var (sum, kinds) = contexts.GetValueOrDefault(context);
            contexts[context] = (sum + count, kinds + (old == 0 ? 1 : 0));
        }

        internal void Close()
        {
            double once = counts.Values.Count(count => count == 1), twice = counts.Values.Count(count => count == 2);
            discount = once == 0 ? 0.5 : once / (once + 2 * twice);
            // Every count may be one; a discount of one would leave nothing of it.
            discount = Math.Min(discount, 0.95);
        }

        internal double Interpolate(long context, int token, double lower)
        {
            if (!contexts.TryGetValue(context, out var total)) return lower;
            var count = counts.GetValueOrDefault((context, token));
            return (Math.Max(count - discount, 0) + discount * total.Kinds * lower) / total.Sum;
        }
    }
}
