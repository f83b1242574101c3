using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Squared ReLU attention: a = [l]+² / n^e, n the tokens the row sees.</summary>
// Wortsman et al. 2023, arXiv 2309.08586; second-hand
public sealed class SquaredRelu : RowNormalizer
{
    /// <summary>Makes the normalizer.</summary>
    /// <param name="exponent">e, at least 0: the weights are divided by n^e.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public SquaredRelu(double exponent = 1)
    {
        Exponent = Parameter.AtLeast(exponent, 0, nameof(exponent));
    }

    /// <summary>e, at least 0: the weights are divided by n^e.</summary>
    public double Exponent { get; }

    /// <inheritdoc/>
    public override string Name => "squared relu";

    /// <inheritdoc/>
    public override NormalizerProperties Properties => new()
    {
        SumsToOne = false,
        ExactZeros = true,
        ShiftInvariant = false,
        DependsOnLength = Exponent != 0,
        JacobianBound = _ => double.PositiveInfinity,
        SteepestRow = (length, least) => SteepestRows.Levels(length, 1, least * Math.Pow(length, Exponent) / 2, 0),
        Reference = "Wortsman et al. 2023",
        ArXiv = "2309.08586",
    };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(MaskedRows rows) => rows.Logits.relu() * rows.Logits.relu() / rows.Count.pow(Constant.Of(Exponent));

    /// <inheritdoc/>
    protected override torch.Tensor Derivative(MaskedRows rows, torch.Tensor weights, torch.Tensor direction) =>
        rows.Logits.relu() * Constant.Of(2) * direction / rows.Count.pow(Constant.Of(Exponent));

    /// <inheritdoc/>
    protected override torch.Tensor Norm(MaskedRows rows, torch.Tensor weights) => JacobianNorms.Diagonal(Derivative(rows, weights, rows.Masked.logical_not().to_type(weights.dtype)));
}
