using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Softmax over the tokens whose weight is at least a share θ of the largest: l_i ≥ max l + ln θ.</summary>
/// <remarks>The weights jump where a token crosses the threshold; J is meant off it.</remarks>
// The rule of min-p sampling (Nguyen et al. 2024, arXiv 2407.01082), used on attention rows; from memory
public sealed class ThresholdSoftmax : RowNormalizer
{
    /// <summary>Makes the normalizer.</summary>
    /// <param name="share">θ, above 0 and at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public ThresholdSoftmax(double share = 0.05)
    {
        Share = Parameter.Share(share, nameof(share));
    }

    /// <summary>θ, above 0 and at most 1.</summary>
    public double Share { get; }

    /// <inheritdoc/>
    public override string Name => "threshold softmax";

    /// <inheritdoc/>
    public override NormalizerProperties Properties => new()
    {
        ExactZeros = true,
        JacobianBound = _ => Share == 1 ? 0 : 0.5,
        SteepestRow = (length, _) => SteepestRows.Tie(length),
        Reference = "Nguyen et al. 2024",
        ArXiv = "2407.01082",
    };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(MaskedRows rows)
    {
        var dropped = rows.Logits.detach() < rows.Max(rows.Logits) + Constant.Of(Math.Log(Share));
        return (rows with { Masked = rows.Masked.logical_or(dropped) }).Softmax(rows.Logits);
    }

    /// <inheritdoc/>
    protected override torch.Tensor Derivative(MaskedRows rows, torch.Tensor weights, torch.Tensor direction) =>
        MaskedRows.SoftmaxProduct(weights, direction);

    /// <inheritdoc/>
    protected override torch.Tensor Norm(MaskedRows rows, torch.Tensor weights) => JacobianNorms.RankOne(weights);
}
