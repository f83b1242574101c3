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
        JacobianBound = length => Steepest(length).Norm,
        SteepestRow = (length, _) => Steepest(length) is var s ? SteepestRows.Levels(length, s.Count, 0, -s.Gap) : [],
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

    // The highest power first.
    private static readonly double[] Powers = [-0.037, 0.481, -2.3, 4.917, -1.791];

    private static readonly double[] SlopePowers = [-0.148, 1.443, -4.6, 4.917];

    private static torch.Tensor Polynomial(torch.Tensor h) => Horner(h, Powers);

    private static torch.Tensor Slope(torch.Tensor h) => Horner(h, SlopePowers);

    private static torch.Tensor Horner(torch.Tensor h, double[] coefficients) =>
        coefficients.Aggregate(torch.zeros_like(h), (sum, c) => sum * h + Constant.Of(c));

    private static double Horner(double h, double[] coefficients) => coefficients.Aggregate(0.0, (sum, c) => sum * h + c);

    // Two tokens g above the others up to some 440 tokens, one beyond, where the entropy moves the temperature; greatest over g (num.).
    private static (double Norm, int Count, double Gap) Steepest(int length)
    {
        var end = 4 + 2 * Math.Log(length);
        var (one, two) = (SteepestRows.Greatest(g => Along(length, 1, g), 0, end), SteepestRows.Greatest(g => Along(length, 2, g), 0, end));
        return one.Value > two.Value ? (one.Value, 1, one.At) : (two.Value, 2, two.At);
    }

    // ||J||_2 along the difference of one token and all others, or of the two tokens, which stand a gap above k others.
    private static double Along(int length, int count, double gap)
    {
        var k = length - count;
        var shares = Shares(count, k, gap);
        var (s, low) = (shares.Top, shares.Low);
        var entropy = gap * k * low - Math.Log(s);
        var beta = Horner(entropy, Powers);
        var slope = beta > 1 ? Horner(entropy, SlopePowers) : 0;
        beta = Math.Max(1, beta);
        var (a, other) = Shares(count, k, beta * gap);
        if (count == 2)
            return beta * a;

        // J = β M(a) + p'(H) (a(l − a·l)) hᵀ, all three in the plane of e_1 and the mean of the others.
        var (weight, move) = (a * k * other, s * (Math.Log(s) + entropy));
        return length / (length - 1.0) * Math.Abs(beta * weight - slope * gap * weight * move);
    }

    // e^0 and e^−gap over their sum, count of the first and k of the second.
    private static (double Top, double Low) Shares(int count, int k, double gap)
    {
        var low = Math.Exp(-gap);
        var sum = count + k * low;
        return (1 / sum, low / sum);
    }

    private static (torch.Tensor S, torch.Tensor LogS, torch.Tensor Entropy) Plain(MaskedRows rows)
    {
        var logS = torch.nn.functional.log_softmax(rows.Below(rows.Logits), -1).masked_fill(rows.Masked, Constant.Zero);
        var s = logS.exp().masked_fill(rows.Masked, Constant.Zero);
        return (s, logS, -(s * logS).sum(-1, keepdim: true));
    }
}
