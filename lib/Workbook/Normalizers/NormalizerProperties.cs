namespace Workbook.Normalizers;

/// <summary>What is known about a normalizer; the tests hold each line against its weights.</summary>
public sealed record NormalizerProperties
{
    /// <summary>The weights of a row that is not masked whole sum to 1.</summary>
    public bool SumsToOne { get; init; } = true;

    /// <summary>No weight is below 0.</summary>
    public bool Nonnegative { get; init; } = true;

    /// <summary>Tokens at moderate logits can get a weight of exactly 0.</summary>
    public bool ExactZeros { get; init; }

    /// <summary>One number added to every logit of a row changes nothing.</summary>
    public bool ShiftInvariant { get; init; } = true;

    /// <summary>A masked row has the weights of the row without its masked tokens.</summary>
    public bool MaskIsRemoval { get; init; } = true;

    /// <summary>Reordered logits (without ties) give the weights in the new order; false where nearer tokens come first.</summary>
    public bool PermutationEquivariant { get; init; } = true;

    /// <summary>The number of tokens enters by itself: one more token without weight changes the weights of the others.</summary>
    public bool DependsOnLength { get; init; }

    /// <summary>The least bound on ||J||_2, where J exists, over all rows of L ≥ 2 tokens, as a function of L: +∞ when it grows beyond any number; null when it is not known.</summary>
    public Func<int, double>? JacobianBound { get; init; }

    /// <summary>A row of L ≥ 2 logits that shows that no less will do: ||J||_2 there is at least 0.99 of the bound, or, where the bound is +∞, at least the given number (which matters only there).</summary>
    public Func<int, double, double[]>? SteepestRow { get; init; }

    /// <summary>Author and year.</summary>
    public required string Reference { get; init; }

    /// <summary>The arXiv id, such as <c>1602.02068</c>; null when there is no such paper.</summary>
    public string? ArXiv { get; init; }
}
