using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Softmax over the k largest logits; of equal ones the lower index comes first.</summary>
/// <remarks>The weights jump where the k-th and the next logit meet; J is meant off such ties.</remarks>
// Zhao et al. 2019, arXiv 1912.11637; ties: this project
public sealed class TopKSoftmax : RowNormalizer
{
    /// <summary>Makes the normalizer.</summary>
    /// <param name="k">k, at least 1; k ≥ L is softmax.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public TopKSoftmax(int k = 8)
    {
        K = Parameter.AtLeast(k, 1, nameof(k));
    }

    /// <summary>k, at least 1; k ≥ L is softmax.</summary>
    public int K { get; }

    /// <inheritdoc/>
    public override string Name => "top-k softmax";

    /// <inheritdoc/>
    public override NormalizerProperties Properties => new()
    {
        ExactZeros = true,
        JacobianBound = _ => K == 1 ? 0 : 0.5,
        SteepestRow = (length, _) => SteepestRows.Tie(length),
        Reference = "Zhao et al. 2019",
        ArXiv = "1912.11637",
    };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(MaskedRows rows)
    {
        var length = rows.Logits.shape[^1];
        if (K >= length)
            return rows.Softmax(rows.Logits);
        var order = rows.Below(rows.Logits.detach()).sort(-1, descending: true, stable: true).Indices;
        var dropped = torch.ones_like(rows.Masked).scatter(-1, order.narrow(-1, 0, K), torch.zeros_like(rows.Masked));
        return (rows with { Masked = rows.Masked.logical_or(dropped) }).Softmax(rows.Logits);
    }

    /// <inheritdoc/>
    protected override torch.Tensor Derivative(MaskedRows rows, torch.Tensor weights, torch.Tensor direction) =>
        MaskedRows.SoftmaxProduct(weights, direction);

    /// <inheritdoc/>
    protected override torch.Tensor Norm(MaskedRows rows, torch.Tensor weights) => JacobianNorms.RankOne(weights);
}
