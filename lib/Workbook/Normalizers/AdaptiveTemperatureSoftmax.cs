using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Softmax whose temperature follows its own entropy: a = softmax(β(H) l), H the entropy of softmax(l) in nats, β = max(p(H), 1), p a polynomial of degree 4.</summary>
/// <remarks>p exceeds 1 only for 0.849 &lt; H &lt; 5.945: beyond 382 effective tokens nothing is sharpened.</remarks>
// Veličković et al. 2024, arXiv 2410.01104, p with the highest power first; second-hand
public sealed class AdaptiveTemperatureSoftmax : RowNormalizer
{
    /// <inheritdoc/>
    public override string Name => "adaptive-temperature softmax";

    /// <inheritdoc/>
    public override NormalizerProperties Properties => new()
    {
        Reference = "Veličković et al. 2024",
        ArXiv = "2410.01104",
    };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(MaskedRows rows)
    {
        var beta = Polynomial(Plain(rows).Entropy).clamp_min(Constant.One);
        return rows.Softmax(rows.Logits * beta);
    }

    /// <inheritdoc/>
    protected override torch.Tensor Derivative(MaskedRows rows, torch.Tensor weights, torch.Tensor direction)
    {
        var (s, logS, entropy) = Plain(rows);
        var beta = Polynomial(entropy);
        var entropyMove = -(s * (logS + entropy) * direction).sum(-1, keepdim: true);
        var betaMove = (Slope(entropy) * entropyMove).masked_fill(beta <= Constant.One, Constant.Zero);
        return MaskedRows.SoftmaxProduct(weights, direction * beta.clamp_min(Constant.One) + rows.Logits * betaMove);
    }

    private static torch.Tensor Polynomial(torch.Tensor h) => Horner(h, -0.037, 0.481, -2.3, 4.917, -1.791);

    private static torch.Tensor Slope(torch.Tensor h) => Horner(h, -0.148, 1.443, -4.6, 4.917);

    // The highest power first.
    private static torch.Tensor Horner(torch.Tensor h, params double[] coefficients) =>
        coefficients.Aggregate(torch.zeros_like(h), (sum, c) => sum * h + Constant.Of(c));

    private static (torch.Tensor S, torch.Tensor LogS, torch.Tensor Entropy) Plain(MaskedRows rows)
    {
        var logS = torch.nn.functional.log_softmax(rows.Below(rows.Logits), -1).masked_fill(rows.Masked, Constant.Zero);
        var s = logS.exp().masked_fill(rows.Masked, Constant.Zero);
        return (s, logS, -(s * logS).sum(-1, keepdim: true));
    }
}
