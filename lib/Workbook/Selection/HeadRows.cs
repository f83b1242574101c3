using System.Numerics.Tensors;

namespace Workbook.Selection;

/// <summary>The causal attention of some heads over one context: what the distance curves of every query are computed from.</summary>
public sealed class HeadRows
{
    private readonly ReadOnlyMemory<float> weights;
    private readonly ReadOnlyMemory<float> vectors;
    private readonly bool sharedVectors;

    /// <summary>Wraps weights and vectors without copying them.</summary>
    /// <param name="heads">How many heads.</param>
    /// <param name="length">L, tokens of the context.</param>
    /// <param name="width">d, the width of a vector.</param>
    /// <param name="weights">a, [heads, L, L] row by row; query t reads its first t+1 entries, the masked rest is ignored.</param>
    /// <param name="vectors">x, [heads, L, d]; or [L, d] when all heads mix the same vectors (a layer's input).</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public HeadRows(int heads, int length, int width, ReadOnlyMemory<float> weights, ReadOnlyMemory<float> vectors)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(heads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (weights.Length != (long)heads * length * length)
            throw new ArgumentException($"{heads} heads of {length} tokens need {(long)heads * length * length} weights, not {weights.Length}.", nameof(weights));
        var one = (long)length * width;
        if (vectors.Length != heads * one && vectors.Length != one)
            throw new ArgumentException($"{heads} heads of {length} tokens need {heads * one} vector entries (or {one} for all), not {vectors.Length}.", nameof(vectors));
        Heads = heads;
        Length = length;
        Width = width;
        this.weights = weights;
        this.vectors = vectors;
        sharedVectors = vectors.Length == one;
    }

    /// <summary>How many heads.</summary>
    public int Heads { get; }

    /// <summary>L, tokens of the context.</summary>
    public int Length { get; }

    /// <summary>d, the width of a vector.</summary>
    public int Width { get; }

    /// <summary>The causal weights of one query: its t+1 entries.</summary>
    /// <param name="head">0 … heads−1.</param>
    /// <param name="query">t, 0 … L−1.</param>
    public ReadOnlySpan<float> Weights(int head, int query) => weights.Span.Slice((head * Length + query) * Length, query + 1);

    /// <summary>The vectors that a head mixes, [L, d].</summary>
    /// <param name="head">0 … heads−1.</param>
    public ReadOnlySpan<float> Vectors(int head) => vectors.Span.Slice(sharedVectors ? 0 : head * Length * Width, Length * Width);

    /// <summary>The same weights with every vector scaled to length 1, as the paper does before it counts distinguishable tokens; a zero vector stays zero.</summary>
    public HeadRows WithUnitVectors()
    {
        var unit = vectors.ToArray();
        for (var start = 0; start < unit.Length; start += Width)
        {
            var vector = unit.AsSpan(start, Width);
            var norm = OrderedSums.Norm<float>(vector);
            if (norm > 0)
                TensorPrimitives.Divide(vector, norm, vector);
        }

        return new HeadRows(Heads, Length, Width, weights, unit);
    }
}
