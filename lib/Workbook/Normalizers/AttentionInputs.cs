using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>What an attention variant reads: queries, keys and values of every head, and gates where the variant has some.</summary>
/// <param name="Queries">q of the last Q of the L tokens, [..., heads, Q, d], float32 or float64 (or narrower); of all where a variant's queries are not independent.</param>
/// <param name="Keys">k, [..., heads, L, d].</param>
/// <param name="Values">v, [..., heads, L, d_v].</param>
public sealed record AttentionInputs(torch.Tensor Queries, torch.Tensor Keys, torch.Tensor Values)
{
    /// <summary>Gate logits before any sigmoid, of the shape that the variant's <see cref="AttentionProperties.Gates"/> says; null where it has none, or for gates wide open.</summary>
    public torch.Tensor? Gates { get; init; }

    /// <summary>Whether a query sees only its own token and those before it.</summary>
    public bool Causal { get; init; } = true;

    /// <summary>More that is not seen: broadcasts to [..., heads, Q, L], true where a query (row) does not see a key (column); null for nothing more.</summary>
    public torch.Tensor? Masked { get; init; }

    /// <summary>The tokens of the context, L.</summary>
    public long Length => Keys.shape[^2];

    /// <summary>How many of the last tokens are queries, Q.</summary>
    public long QueryCount => Queries.shape[^2];

    /// <summary>Of one number, or some, for every token, those of the queries.</summary>
    /// <param name="tokens">[..., L] or [..., L, n].</param>
    /// <param name="dimension">Which dimension is L, counted from the last: -1 or -2.</param>
    /// <returns>[..., Q] or [..., Q, n].</returns>
    public torch.Tensor OfQueries(torch.Tensor tokens, int dimension)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        return QueryCount == Length ? tokens : tokens.narrow(dimension, Length - QueryCount, QueryCount);
    }

    /// <summary>Throws unless the parts fit together.</summary>
    /// <exception cref="ArgumentException">They do not, or one is not floating point or holds NaN; the message names it.</exception>
    internal void Check(GateShape gates)
    {
        Require(Queries, nameof(Queries));
        Require(Keys, nameof(Keys));
        Require(Values, nameof(Values));
        if (!Queries.shape.SequenceEqual([.. Keys.shape.SkipLast(2), Math.Min(QueryCount, Length), Keys.shape[^1]]))
            throw Wrong($"The keys are {Shape(Keys)}; like the queries they must be {Shape(Queries)}.", nameof(Keys));
        if (!Values.shape.SkipLast(1).SequenceEqual(Keys.shape.SkipLast(1)))
            throw Wrong($"The values are {Shape(Values)}; there must be one for each key of {Shape(Keys)}.", nameof(Values));
        if (Gates is null)
            return;
        if (gates == GateShape.None)
            throw Wrong("This variant has no gates.", nameof(Gates));
        Require(Gates, nameof(Gates));
        var expected = gates switch
        {
            GateShape.Head => Keys.shape.SkipLast(2),
            GateShape.Token => Keys.shape.SkipLast(1),
            _ => Values.shape,
        };
        if (!Gates.shape.SequenceEqual(expected))
            throw Wrong($"The gates are {Shape(Gates)}; here they must be [{string.Join(", ", expected)}].", nameof(Gates));
    }

    private static void Require(torch.Tensor part, string name)
    {
        if (part is null)
            throw new ArgumentNullException(name);
        if (part.dim() < (name == nameof(Gates) ? 1 : 3))
            throw Wrong($"The {name} are {Shape(part)}; they must be [..., heads, L, d].", name);
        LogitRows.Check(part, name);
    }

    private static ArgumentException Wrong(string problem, string name) => new(problem, name);

    private static string Shape(torch.Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
}
