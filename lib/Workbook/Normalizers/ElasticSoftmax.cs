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
        JacobianBound = _ => 0.5,
        Reference = "Fu et al. 2026",
        ArXiv = "2601.00919",
    };

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Learned => new Dictionary<string, double> { ["offset"] = Offset };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(MaskedRows rows, IReadOnlyDictionary<string, torch.Tensor> learned) =>
        (rows.Softmax(rows.Logits) + learned["offset"] / rows.Count).relu();

    /// <inheritdoc/>
    protected override torch.Tensor Derivative(MaskedRows rows, IReadOnlyDictionary<string, torch.Tensor> learned, torch.Tensor weights, torch.Tensor direction) =>
        torch.sign(weights) * MaskedRows.SoftmaxProduct(rows.Softmax(rows.Logits).masked_fill(rows.Masked, Constant.Zero), direction);
}
