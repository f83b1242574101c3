using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Adaptive-scalable entmax: a = 1.5-entmax((δ + β (ln(n+1))^γ) l), n the tokens the row sees.</summary>
/// <remarks>In the paper β and γ are learned, per token and head or per head: give them as tensors.</remarks>
// Vasylenko et al. 2025, arXiv 2506.16640; ln(n + 1) as in its official code
public sealed class AdaptiveScalableEntmax : LearnedNormalizer
{
    /// <summary>Makes the normalizer.</summary>
    /// <param name="beta">β, at least 0.</param>
    /// <param name="gamma">γ, finite; in (−2, 2) in the paper.</param>
    /// <param name="delta">δ, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public AdaptiveScalableEntmax(double beta = 0.5, double gamma = 1, double delta = 1)
    {
        Beta = Parameter.AtLeast(beta, 0, nameof(beta));
        Gamma = Parameter.Finite(gamma, nameof(gamma));
        Delta = Parameter.AtLeast(delta, 0, nameof(delta));
    }

    /// <summary>β, at least 0.</summary>
    public double Beta { get; }

    /// <summary>γ, finite; in (−2, 2) in the paper.</summary>
    public double Gamma { get; }

    /// <summary>δ, at least 0.</summary>
    public double Delta { get; }

    /// <inheritdoc/>
    public override string Name => "adaptive-scalable entmax";

    /// <inheritdoc/>
    public override NormalizerProperties Properties => new()
    {
        ExactZeros = true,
        DependsOnLength = Beta != 0 && Gamma != 0,
        JacobianBound = length => Factor(length) * SteepestRows.Entmax(1.5, length).Norm,
        SteepestRow = (length, _) => SteepestRows.EntmaxRow(1.5, length, 1 / Factor(length)),
        Reference = "Vasylenko et al. 2025",
        ArXiv = "2506.16640",
    };

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Learned =>
        new Dictionary<string, double> { ["beta"] = Beta, ["gamma"] = Gamma, ["delta"] = Delta };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(MaskedRows rows, IReadOnlyDictionary<string, torch.Tensor> learned) =>
        SparseRows.HalfPower(rows, rows.Logits * Factor(rows, learned));

    /// <inheritdoc/>
    protected override torch.Tensor Derivative(MaskedRows rows, IReadOnlyDictionary<string, torch.Tensor> learned, torch.Tensor weights, torch.Tensor direction) =>
        SparseRows.Product(weights.sqrt(), direction) * Factor(rows, learned);

    /// <inheritdoc/>
    protected override torch.Tensor Norm(MaskedRows rows, torch.Tensor weights) => JacobianNorms.RankOne(weights.sqrt()) * Factor(rows, Given(rows));

    private protected override torch.Tensor Direct(torch.Tensor logits) =>
        SparseKernel.Weights(logits, new(0, count => Factor(count) / 2), 2, 2);

    private double Factor(int count) => Delta + Beta * Math.Pow(Math.Log(count + 1), Gamma);

    private static torch.Tensor Factor(MaskedRows rows, IReadOnlyDictionary<string, torch.Tensor> learned) =>
        (rows.Count + Constant.One).log().pow(learned["gamma"]) * learned["beta"] + learned["delta"];
}
