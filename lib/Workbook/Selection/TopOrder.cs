namespace Workbook.Selection;

/// <summary>The order in which a top-N selection takes tokens: greatest weight first, equal weights by lower index.</summary>
// Theory section 0: I_N is the first N of this order, for every N.
public static class TopOrder
{
    /// <summary>The order of one row.</summary>
    /// <param name="weights">a, [L]; no NaN.</param>
    /// <returns>Token indices, [L]; the first N are the top-N selection.</returns>
    public static int[] Of(ReadOnlySpan<double> weights)
    {
        var order = new int[weights.Length];
        Fill(weights, order, new ulong[weights.Length]);
        return order;
    }

    /// <summary>Writes the order of one row without allocating.</summary>
    /// <param name="weights">a, [L]; no NaN.</param>
    /// <param name="order">Receives the token indices, [L].</param>
    /// <param name="keys">Working memory, [L].</param>
    internal static void Fill(ReadOnlySpan<double> weights, Span<int> order, Span<ulong> keys)
    {
        for (var i = 0; i < weights.Length; i++)
        {
            keys[i] = DescendingKey(weights[i]);
            order[i] = i;
        }

        keys[..weights.Length].Sort(order[..weights.Length]);
        SortTiesByIndex(keys[..weights.Length], order);
    }

    /// <summary>The same for float32 weights: key and index fit in one word, so one plain sort puts ties in order too.</summary>
    /// <param name="weights">a, [L]; no NaN.</param>
    /// <param name="order">Receives the token indices, [L].</param>
    /// <param name="keys">Working memory, [L].</param>
    internal static void Fill(ReadOnlySpan<float> weights, Span<int> order, Span<ulong> keys)
    {
        for (var i = 0; i < weights.Length; i++)
            keys[i] = DescendingKey(weights[i]) | (uint)i;
        keys[..weights.Length].Sort();
        for (var i = 0; i < weights.Length; i++)
            order[i] = (int)(uint)keys[i];
    }

    /// <summary>An integer that is less where the weight is greater; +0 and −0 give the same.</summary>
    private static ulong DescendingKey(float weight)
    {
        if (float.IsNaN(weight))
            throw new ArgumentException("A weight is NaN.", nameof(weight));
        var bits = BitConverter.SingleToUInt32Bits(weight + 0.0f);
        var ascending = (bits >> 31) == 0 ? bits | (1U << 31) : ~bits;
        return (ulong)~ascending << 32;
    }

    private static ulong DescendingKey(double weight)
    {
        if (double.IsNaN(weight))
            throw new ArgumentException("A weight is NaN.", nameof(weight));
        var bits = BitConverter.DoubleToUInt64Bits(weight + 0.0);
        var ascending = (bits >> 63) == 0 ? bits | (1UL << 63) : ~bits;
        return ~ascending;
    }

    // The library's sort is not stable; equal keys lie together, so each run is put in order on its own.
    private static void SortTiesByIndex(ReadOnlySpan<ulong> keys, Span<int> order)
    {
        for (var start = 0; start < keys.Length;)
        {
            var end = start + 1;
            while (end < keys.Length && keys[end] == keys[start])
                end++;
            if (end - start > 1)
                order[start..end].Sort();
            start = end;
        }
    }
}
