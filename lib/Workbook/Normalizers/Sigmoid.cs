using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Sigmoid attention: a = σ(l + b), b = −ln m, m the length of training: one constant, not the row's own length.</summary>
// Ramapuram et al. 2024, arXiv 2409.04431
public sealed class Sigmoid : RowNormalizer
{
    /// <summary>Makes the normalizer.</summary>
    /// <param name="trainingLength">m, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public Sigmoid(int trainingLength = 2048)
    {
        TrainingLength = Parameter.AtLeast(trainingLength, 1, nameof(trainingLength));
    }

    /// <summary>m, at least 1.</summary>
    public int TrainingLength { get; }

    /// <inheritdoc/>
    public override string Name => "sigmoid";

    /// <inheritdoc/>
    public override NormalizerProperties Properties => new()
    {
        SumsToOne = false,
        ShiftInvariant = false,
        JacobianBound = _ => 0.25,
        SteepestRow = (length, _) => SteepestRows.Levels(length, 0, 0, Math.Log(TrainingLength)),
        Reference = "Ramapuram et al. 2024",
        ArXiv = "2409.04431",
    };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(MaskedRows rows) => (rows.Logits - Constant.Of(Math.Log(TrainingLength))).sigmoid();

    /// <inheritdoc/>
    protected override torch.Tensor Derivative(MaskedRows rows, torch.Tensor weights, torch.Tensor direction) =>
        weights * (Constant.Of(Math.Log(TrainingLength)) - rows.Logits).sigmoid() * direction;

    /// <inheritdoc/>
    protected override torch.Tensor Norm(MaskedRows rows, torch.Tensor weights) => JacobianNorms.Diagonal(Derivative(rows, weights, rows.Masked.logical_not().to_type(weights.dtype)));
}
