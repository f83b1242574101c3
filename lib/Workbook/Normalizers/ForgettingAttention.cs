using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Forgetting attention: softmax(l + D), D_ij = Σ_{j &lt; m ≤ i} ln σ(g_m), g_m the forget gate of token m, a linear map of it, per head.</summary>
/// <remarks>Without gates, or with gates far above 0, nothing is forgotten: dot-product attention. Meant with a causal mask; a key after the query is not forgotten.</remarks>
// Lin et al. 2025, arXiv 2503.02130; zhixuan-lin/forgetting-transformer
public sealed class ForgettingAttention : AttentionVariant
{
    private static readonly Softmax Each = new();

    /// <inheritdoc/>
    public override string Name => "forgetting";

    /// <inheritdoc/>
    public override AttentionProperties Properties => new()
    {
        PermutationEquivariant = false,
        JacobianBound = _ => 0.5,
        Gates = GateShape.Token,
        Reference = "Lin et al. 2025",
        ArXiv = "2503.02130",
    };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(AttentionInputs inputs, torch.Tensor unseen)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var logits = Logits(inputs.Queries, inputs.Keys);
        if (inputs.Gates is null)
            return Normalized(Each, logits, unseen);
        var sums = torch.nn.functional.logsigmoid(inputs.Gates).cumsum(-1);
        return Normalized(Each, logits + (inputs.OfQueries(sums, -1).unsqueeze(-1) - sums.unsqueeze(-2)).clamp_max(Constant.Zero), unseen);
    }
}
