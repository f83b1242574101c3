using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Elastic softmax: a = [s + τ/n]+, s = softmax(l), n the tokens the row sees.</summary>
/// <remarks>At τ = −1 a uniform row and a row of one token get zero weights.</remarks>
// Fu et al. 2026, arXiv 2601.00919; second-hand
public sealed class ElasticSoftmax : LearnedNormalizer
{
    /// <summary>Makes the normalizer.</summary>
    /// <param name="offset">τ, finite; learned per head, −1 at the start; 0 is softmax.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public ElasticSoftmax(double offset = -1)
    {
        Offset = Parameter.Finite(offset, nameof(offset));
    }

    /// <summary>τ, finite; learned per head, −1 at the start; 0 is softmax.</summary>
    public double Offset { get; }

    /// <inheritdoc/>
    public override string Name => "elastic softmax";

    /// <inheritdoc/>
    public override NormalizerProperties Properties => new()
    {
        SumsToOne = Offset == 0,
        ExactZeros = Offset < 0,
        DependsOnLength = Offset != 0,
        JacobianBound = length => Cut(length) is var s && s < 0.5 ? 0.5 : Math.Sqrt(2) * s * (1 - s),
        SteepestRow = (length, _) => Cut(length) is var s && s is < 0.5 or 1 ? SteepestRows.Tie(length) : Above(length, s + 1e-3 * (1 - s)),
        Reference = "Fu et al. 2026",
        ArXiv = "2601.00919",
    };

    // The least share of softmax that keeps a weight. The steepest row has two tokens at 1/2, if that is above it; else one just above it,
    // whose row of J, (s(1−s), −s(1−s), 0, …), is all there is.
    private double Cut(int length) => Math.Clamp(-Offset / length, 0, 1);

    // One token with a share s of the mass, another with the rest.
    private static double[] Above(int length, double s) => [Math.Log(s / (1 - s)), .. SteepestRows.Levels(length - 1, 1, 0, -SteepestRows.Far)];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Learned => new Dictionary<string, double> { ["offset"] = Offset };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(MaskedRows rows, IReadOnlyDictionary<string, torch.Tensor> learned) =>
        (rows.Softmax(rows.Logits) + learned["offset"] / rows.Count).relu();

    /// <inheritdoc/>
    protected override torch.Tensor Derivative(MaskedRows rows, IReadOnlyDictionary<string, torch.Tensor> learned, torch.Tensor weights, torch.Tensor direction) =>
        torch.sign(weights) * MaskedRows.SoftmaxProduct(rows.Softmax(rows.Logits).masked_fill(rows.Masked, Constant.Zero), direction);
}
