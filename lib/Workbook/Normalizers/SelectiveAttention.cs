using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Selective attention: softmax(l − F), F_ij = Σ_{k &lt; i} S_kj, S the positive part of the first head's logits, 0 on the diagonal, in the first column and where a query does not see.</summary>
/// <remarks>A token that later queries of the first head point at is masked softly for the queries after them, in every head. Meant with a causal mask.</remarks>
// Leviathan, Kalman and Matias 2024, arXiv 2410.02703; second-hand
public sealed class SelectiveAttention : AttentionVariant
{
    private static readonly Softmax Each = new();

    /// <inheritdoc/>
    public override string Name => "selective";

    /// <inheritdoc/>
    public override AttentionProperties Properties => new()
    {
        KeyShiftInvariant = false,
        PermutationEquivariant = false,
        QueriesIndependent = false,
        HeadsIndependent = false,
        Unbounded = "a longer query before this one moves its own selection of the key by more",
        Reference = "Leviathan, Kalman and Matias 2024",
        ArXiv = "2410.02703",
    };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(AttentionInputs inputs, torch.Tensor unseen)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var length = inputs.Length;
        if (inputs.QueryCount != length)
            throw new ArgumentException($"Selective attention reads every query: {length} keys need {length} queries, not {inputs.QueryCount}.", nameof(inputs));
        var logits = Logits(inputs.Queries, inputs.Keys);
        var kept = torch.eye(length, dtype: torch.ScalarType.Bool, device: logits.device);
        kept[.., 0] = true;
        var selected = logits.masked_fill(unseen.logical_or(kept), Constant.Zero).relu().narrow(-3, 0, 1);

        // The sum over the queries before i: all up to i, one row later.
        var forgotten = torch.cat([torch.zeros_like(selected.narrow(-2, 0, 1)), selected.cumsum(-2).narrow(-2, 0, length - 1)], -2);
        return Normalized(Each, logits - forgotten, unseen);
    }
}
