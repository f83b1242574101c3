using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Threshold relative attention: <see cref="ThresholdRelative"/> over q·k/sqrt d of root-mean-square-normed queries and keys.</summary>
/// <remarks>The gate is a linear map of the query's token, per head; without gates each positive logit between key and query costs ln 2, a gate of 0.</remarks>
// Opper et al. 2025, arXiv 2503.23174; no gain in the norms
public sealed class ThresholdRelativeAttention : AttentionVariant
{
    private static readonly ThresholdRelative Each = new(0);

    /// <inheritdoc/>
    public override string Name => "threshold relative attention";

    /// <inheritdoc/>
    public override AttentionProperties Properties => new()
    {
        RowSum = (0, 1),
        Unbounded = "a short key turns by any angle while its product with the query moves by one",
        ExactZeros = true,
        KeyShiftInvariant = false,
        ScaleInvariant = true,
        PermutationEquivariant = false,
        Gates = GateShape.Token,
        Reference = "Opper et al. 2025",
        ArXiv = "2503.23174",
    };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(AttentionInputs inputs, torch.Tensor unseen)
    {
        ArgumentNullException.ThrowIfNull(inputs);

        // Both have norm sqrt d: their product divided by sqrt d is sqrt d times the cosine.
        var logits = (Cosines(inputs.Queries, inputs.Keys) * Constant.Of(Math.Sqrt(inputs.Queries.shape[^1]))).masked_fill(unseen, Constant.Of(double.NegativeInfinity));
        return inputs.Gates is null
            ? Each.Weights(logits)
            : Each.Weights(logits, new Dictionary<string, torch.Tensor> { ["gate"] = inputs.OfQueries(inputs.Gates, -1).unsqueeze(-1) });
    }
}
