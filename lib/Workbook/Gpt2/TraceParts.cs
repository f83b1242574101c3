namespace Workbook.Gpt2;

/// <summary>What a trace can hold of one layer.</summary>
[Flags]
public enum TraceParts
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Logits before the mask, [heads, L, L].</summary>
    Logits = 1,

    /// <summary>Attention weights, [heads, L, L].</summary>
    Weights = 2,

    /// <summary>Queries, [heads, L, d_head].</summary>
    Queries = 4,

    /// <summary>Keys, [heads, L, d_head].</summary>
    Keys = 8,

    /// <summary>Values, the vectors that the weights mix, [heads, L, d_head].</summary>
    Values = 16,

    /// <summary>What each head adds up, [heads, L, d_head].</summary>
    HeadOutputs = 32,

    /// <summary>Residual stream that enters the layer, [L, d].</summary>
    Input = 64,

    /// <summary>Residual stream that leaves the layer, [L, d].</summary>
    Output = 128,

    /// <summary>Everything.</summary>
    All = 255,
}
