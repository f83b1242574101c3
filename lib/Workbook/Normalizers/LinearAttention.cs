using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Linear attention: a = φ(q)·φ(k_j) / (Σ_m φ(q)·φ(k_m) + ε), φ(x) = elu(x) + 1 entry by entry, no division by sqrt d.</summary>
// Katharopoulos et al. 2020, arXiv 2006.16236; idiap/fast-transformers: ε = 1e-6
public sealed class LinearAttention : AttentionVariant
{
    /// <summary>Makes the variant.</summary>
    /// <param name="epsilon">ε, positive and finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public LinearAttention(double epsilon = 1e-6)
    {
        Epsilon = Parameter.Positive(epsilon, nameof(epsilon));
    }

    /// <summary>ε, positive and finite.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override string Name => "linear attention";

    /// <inheritdoc/>
    public override AttentionProperties Properties => new()
    {
        RowSum = (0, 1),
        Unbounded = "under a short query a key moves far while their product moves by one",
        KeyShiftInvariant = false,
        Reference = "Katharopoulos et al. 2020",
        ArXiv = "2006.16236",
    };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(AttentionInputs inputs, torch.Tensor unseen)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var products = Feature(inputs.Queries).matmul(Feature(inputs.Keys).transpose(-1, -2)).masked_fill(unseen, Constant.Zero);
        return products / (products.sum(-1, keepdim: true) + Constant.Of(Epsilon));
    }

    private static torch.Tensor Feature(torch.Tensor x) => x.relu() + x.clamp_max(Constant.Zero).exp();
}
