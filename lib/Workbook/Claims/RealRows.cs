using Workbook.Gpt2;

namespace Workbook.Claims;

/// <summary>A model's own attention rows as instances: logits and vectors as they are, selections and steps drawn.</summary>
public static class RealRows
{
    private static readonly int[] Sizes = [1, 2, 5, 20];

    /// <summary>Rows of every layer and head: all short ones, on which subsets can be enumerated, and long ones spread over the context.</summary>
    /// <param name="source">A model or a trace with logits and values.</param>
    /// <param name="longRows">How many long rows a head.</param>
    /// <param name="seed">The seed of selections and steps.</param>
    /// <exception cref="WorkbookException">The source lacks logits or values.</exception>
    public static IReadOnlyList<Instance> From(TraceSource source, int longRows = 4, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(longRows);
        source.Require(TraceParts.Logits | TraceParts.Values, "Checking claims on real rows");
        var random = new Random(seed);
        var rows = new List<Instance>();
        int[] queries = [.. Enumerable.Range(0, Math.Min(10, source.Length)).Concat(Enumerable.Range(1, longRows).Select(k => k * (source.Length - 1) / Math.Max(1, longRows))).Distinct().Order()];
        foreach (var layer in source.Read())
        {
            using var values = layer.Values.detach().to_type(TorchSharp.torch.ScalarType.Float64).cpu().contiguous();
            var all = values.data<double>().ToArray();
            var (width, length) = ((int)values.shape[2], layer.Length);
            foreach (var query in queries)
            {
                var logits = layer.RowLogits(query);
                for (var head = 0; head < logits.Length; head++)
                    rows.Add(Row(logits[head], all.AsSpan(head * length * width), width, random));
            }
        }

        return rows;
    }

    private static Instance Row(double[] logits, ReadOnlySpan<double> vectors, int width, Random random)
    {
        var length = logits.Length;
        var x = new double[length][];
        for (var i = 0; i < length; i++)
            x[i] = vectors.Slice(i * width, width).ToArray();
        var size = Math.Min(length, Sizes[random.Next(Sizes.Length)]);
        var selected = new bool[length];
        foreach (var i in Enumerable.Range(0, length).OrderBy(_ => random.Next()).Take(size))
            selected[i] = true;
        var step = Enumerable.Range(0, length).Select(_ => 2 * random.NextDouble() - 1).ToArray();
        return new Instance(logits, 1, x, selected, step) { Amount = 0.05 + random.NextDouble() };
    }
}
