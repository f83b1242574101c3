using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Gated attention: softmax attention, each entry of a head's output multiplied by σ(gate), the gate a linear map of the query's token.</summary>
/// <remarks>For one gate a head expand it over the entries. Without gates this is dot-product attention, all gates open.</remarks>
// Qiu et al. 2025, arXiv 2505.06708; qiuzh20/gated_attention: before the output map
public sealed class GatedAttention : AttentionVariant
{
    private static readonly Softmax Each = new();

    /// <inheritdoc/>
    public override string Name => "gated";

    /// <inheritdoc/>
    public override AttentionProperties Properties => new()
    {
        MixesValuesOnly = false,
        JacobianBound = _ => 0.5,
        Gates = GateShape.Element,
        Reference = "Qiu et al. 2025",
        ArXiv = "2505.06708",
    };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(AttentionInputs inputs, torch.Tensor unseen)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return Normalized(Each, Logits(inputs.Queries, inputs.Keys), unseen);
    }

    /// <inheritdoc/>
    protected override torch.Tensor Finished(AttentionInputs inputs, torch.Tensor mixed)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return inputs.Gates is null ? mixed : mixed * inputs.OfQueries(inputs.Gates, -2).sigmoid();
    }
}
