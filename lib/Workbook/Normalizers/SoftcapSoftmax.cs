using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Softmax of capped logits: a = softmax(B tanh(l/B)); no logit leaves (−B, B).</summary>
// Gemma team 2024, arXiv 2408.00118; the cap comes before the mask
public sealed class SoftcapSoftmax : RowNormalizer
{
    /// <summary>Makes the normalizer.</summary>
    /// <param name="cap">B, positive and finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public SoftcapSoftmax(double cap = 50)
    {
        Cap = Parameter.Positive(cap, nameof(cap));
    }

    /// <summary>B, positive and finite.</summary>
    public double Cap { get; }

    /// <inheritdoc/>
    public override string Name => "softcap softmax";

    /// <inheritdoc/>
    public override NormalizerProperties Properties => new()
    {
        ShiftInvariant = false,
        JacobianBound = length => Steepest(length).Norm,
        SteepestRow = (length, _) => SteepestRows.Levels(length, 2, Cap * Math.Atanh(Steepest(length).Level), -SteepestRows.Far * Cap),
        Reference = "Gemma team 2024",
        ArXiv = "2408.00118",
    };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(MaskedRows rows) => rows.Softmax(Tanh(rows) * Constant.Of(Cap));

    /// <inheritdoc/>
    protected override torch.Tensor Derivative(MaskedRows rows, torch.Tensor weights, torch.Tensor direction) =>
        MaskedRows.SoftmaxProduct(weights, direction * (Constant.One - Tanh(rows) * Tanh(rows)));

    // Two tokens at tanh(l/B) = u, the others at −1, from where a small cap leaves them weight: a (1 − u²), greatest over u (num.).
    private (double Level, double Norm) Steepest(int length) =>
        SteepestRows.Greatest(u => (1 - u * u) / (2 + (length - 2) * Math.Exp(-Cap * (1 + u))), 0, 1);

    private torch.Tensor Tanh(MaskedRows rows) => (rows.Logits / Constant.Of(Cap)).tanh();
}
