using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>ReLU attention: a = [l]+ / n^e, n the tokens the row sees.</summary>
// Wortsman et al. 2023, arXiv 2309.08586; second-hand
public sealed class Relu : RowNormalizer
{
    /// <summary>Makes the normalizer.</summary>
    /// <param name="exponent">e, at least 0: the weights are divided by n^e.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public Relu(double exponent = 1)
    {
        Exponent = Parameter.AtLeast(exponent, 0, nameof(exponent));
    }

    /// <summary>e, at least 0: the weights are divided by n^e.</summary>
    public double Exponent { get; }

    /// <inheritdoc/>
    public override string Name => "relu";

    /// <inheritdoc/>
    public override NormalizerProperties Properties => new()
    {
        SumsToOne = false,
        ExactZeros = true,
        ShiftInvariant = false,
        DependsOnLength = Exponent != 0,
        JacobianBound = length => Math.Pow(length, -Exponent),
        SteepestRow = (length, _) => SteepestRows.Levels(length, 1, 1, 0),
        Reference = "Wortsman et al. 2023",
        ArXiv = "2309.08586",
    };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(MaskedRows rows) => rows.Logits.relu() / rows.Count.pow(Constant.Of(Exponent));

    /// <inheritdoc/>
    protected override torch.Tensor Derivative(MaskedRows rows, torch.Tensor weights, torch.Tensor direction) =>
        torch.sign(rows.Logits.relu()) * direction / rows.Count.pow(Constant.Of(Exponent));

    /// <inheritdoc/>
    protected override torch.Tensor Norm(MaskedRows rows, torch.Tensor weights) => JacobianNorms.Diagonal(Derivative(rows, weights, rows.Masked.logical_not().to_type(weights.dtype)));
}
