using MathNet.Numerics;
using MathNet.Numerics.Statistics;
using Workbook.Bounds;
using Workbook.Experiments.Rows;
using Workbook.Gpt2;
using Workbook.Selection;

namespace Workbook.Experiments;

/// <summary>Measures the heads of a layer for the atlas.</summary>
public static class HeadProfile
{
    /// <summary>The selection size N at which separability is read; half of the tokens where the context has fewer than twice as many.</summary>
    public const int SelectionSize = 16;

    /// <summary>One row a head.</summary>
    /// <param name="text">Name of the text.</param>
    /// <param name="trace">Weights and values of the layer, at least <paramref name="lengths"/>' last tokens long.</param>
    /// <param name="lengths">Context lengths, ascending, at least 2 each.</param>
    /// <param name="threads">Threads; −1 for all.</param>
    /// <param name="cancellation">Stops between two queries.</param>
    /// <exception cref="WorkbookException">The trace lacks weights or values.</exception>
    public static IReadOnlyList<HeadProfileRow> Of(string text, LayerTrace trace, IReadOnlyList<int> lengths, int threads = -1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return Of(text, trace.Layer, trace.Heads, trace.Rows(), lengths, threads, cancellation);
    }

    /// <summary>One row a head, from weights and values themselves.</summary>
    /// <param name="text">Name of the text.</param>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="heads">Numbers of the heads.</param>
    /// <param name="rows">Their weights and values.</param>
    /// <param name="lengths">Context lengths, ascending, at least 2 each.</param>
    /// <param name="threads">Threads; −1 for all.</param>
    /// <param name="cancellation">Stops between two queries.</param>
    public static IReadOnlyList<HeadProfileRow> Of(
        string text, int layer, IReadOnlyList<int> heads, HeadRows rows, IReadOnlyList<int> lengths, int threads = -1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(heads);
        ArgumentNullException.ThrowIfNull(lengths);
        ArgumentOutOfRangeException.ThrowIfZero(lengths.Count, nameof(lengths));
        if (lengths[0] < 2 || lengths[^1] > rows.Length || lengths.Zip(lengths.Skip(1)).Any(pair => pair.Second <= pair.First))
            throw new ArgumentException($"Lengths must ascend from at least 2 to at most {rows.Length}.", nameof(lengths));
        var shares = Separabilities(rows, lengths[^1], threads, cancellation);
        var profiles = new HeadProfileRow[heads.Count];
        Parallel.For(0, heads.Count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, index =>
            profiles[index] = Measured(rows, index, lengths) with { Text = text, Layer = layer, Head = heads[index], Separability = shares[index] });
        return profiles;
    }

    private static double[] Separabilities(HeadRows rows, int length, int threads, CancellationToken cancellation)
    {
        int[] size = [Math.Min(SelectionSize, Math.Max(1, length / 4))];
        var kept = new double[rows.Heads, rows.Length];
        HeadSeparability.Visit(rows.WithUnitVectors(), size, 0, new(threads, cancellation), (head, query, curves) => kept[head, query] = curves.NearestRadius[0]);
        return [.. Enumerable.Range(0, rows.Heads).Select(head => Upper(length).Average(query => kept[head, query]))];
    }

    private static HeadProfileRow Measured(HeadRows rows, int head, IReadOnlyList<int> lengths)
    {
        var (logLengths, logMaxima) = (new List<double>(), new List<double>());
        foreach (var length in lengths)
        {
            logLengths.Add(Upper(length).Average(query => Math.Log(query + 1)));
            logMaxima.Add(Upper(length).Average(query => Math.Log(Row(rows, head, query).Max())));
        }

        var (sink, critical, entropy, norms) = (0.0, 0.0, 0.0, new List<double>());
        foreach (var query in Upper(lengths[^1]))
        {
            var weights = Row(rows, head, query);
            sink += weights[0];
            critical += SelectedMass.HalfMassSize(weights) / (query + 1.0);
            entropy += EntropyBounds.Entropy(weights) / Math.Log(query + 1);
            norms.Add(SoftmaxJacobian.SpectralNorm(weights));
        }

        var slope = lengths.Count < 2 ? double.NaN : Fit.Line([.. logLengths], [.. logMaxima]).B;
        return new("", 0, 0, sink / norms.Count, slope, critical / norms.Count, 0, norms.Median(), entropy / norms.Count, norms.Count);
    }

    // The query positions whose rows have more than L/2 tokens and at most L; of at least two tokens.
    private static IEnumerable<int> Upper(int length) => Enumerable.Range(Math.Max(1, length / 2), length - Math.Max(1, length / 2));

    private static double[] Row(HeadRows rows, int head, int query) => Array.ConvertAll(rows.Weights(head, query).ToArray(), weight => (double)weight);
}
