namespace Workbook.Normalizers;

/// <summary>What is known about an attention variant; the tests hold each line against its weights and outputs.</summary>
public sealed record AttentionProperties
{
    /// <summary>What the weights of a query that sees a token sum to, without gates: the least and the most; −∞ and ∞ where nothing is known.</summary>
    public (double Least, double Most) RowSum { get; init; } = (1, 1);

    /// <summary>The weights of a query that sees a token sum to 1.</summary>
    public bool SumsToOne => RowSum == (1, 1);

    /// <summary>No weight is below 0.</summary>
    public bool Nonnegative { get; init; } = true;

    /// <summary>Tokens at moderate logits can get a weight of exactly 0.</summary>
    public bool ExactZeros { get; init; }

    /// <summary>One vector added to every key changes no weight.</summary>
    public bool KeyShiftInvariant { get; init; } = true;

    /// <summary>Queries and keys made longer or shorter change no weight.</summary>
    public bool ScaleInvariant { get; init; }

    /// <summary>Without a causal mask, tokens in a new order give the weights in that order.</summary>
    public bool PermutationEquivariant { get; init; } = true;

    /// <summary>A query's weights depend on no other query.</summary>
    public bool QueriesIndependent { get; init; } = true;

    /// <summary>A head's weights depend on no other head.</summary>
    public bool HeadsIndependent { get; init; } = true;

    /// <summary>The number of tokens enters by itself: one more key without weight changes the weights of the others.</summary>
    public bool DependsOnLength { get; init; }

    /// <summary>The outputs are the weights times the values, and nothing else.</summary>
    public bool MixesValuesOnly { get; init; } = true;

    /// <summary>
    /// The least known bound on ||J||_2 over all contexts of L ≥ 2 tokens, as a function of L; null when there is none. J is how a query's weights
    /// move when each key moves along the query until q·k/sqrt d has moved by one.
    /// </summary>
    public Func<int, double>? JacobianBound { get; init; }

    /// <summary>Why there is no bound on ||J||_2, as the end of a sentence; null when there is one or none is known.</summary>
    public string? Unbounded { get; init; }

    /// <summary>The gates it reads.</summary>
    public GateShape Gates { get; init; }

    /// <summary>Author and year.</summary>
    public required string Reference { get; init; }

    /// <summary>The arXiv id; null when there is no such paper.</summary>
    public string? ArXiv { get; init; }
}
