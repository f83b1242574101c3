using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Softmax scaled by length: a = softmax(l ln n / ln m), n the tokens the row sees, m the length of training.</summary>
// Chiang and Cholak 2022, arXiv 2202.12172; second-hand
public sealed class LogLengthSoftmax : RowNormalizer
{
    /// <summary>Makes the normalizer.</summary>
    /// <param name="trainingLength">m, at least 2: the length at which this is softmax.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public LogLengthSoftmax(int trainingLength = 1024)
    {
        TrainingLength = Parameter.AtLeast(trainingLength, 2, nameof(trainingLength));
    }

    /// <summary>m, at least 2: the length at which this is softmax.</summary>
    public int TrainingLength { get; }

    /// <inheritdoc/>
    public override string Name => "log-length softmax";

    /// <inheritdoc/>
    public override NormalizerProperties Properties => new()
    {
        DependsOnLength = true,
        JacobianBound = length => Math.Log(length) / Math.Log(TrainingLength) / 2,
        SteepestRow = (length, _) => SteepestRows.Tie(length, Math.Log(length) / Math.Log(TrainingLength)),
        Reference = "Chiang and Cholak 2022",
        ArXiv = "2202.12172",
    };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(MaskedRows rows) => rows.Softmax(rows.Logits * Factor(rows));

    /// <inheritdoc/>
    protected override torch.Tensor Derivative(MaskedRows rows, torch.Tensor weights, torch.Tensor direction) =>
        MaskedRows.SoftmaxProduct(weights, direction) * Factor(rows);

    /// <inheritdoc/>
    protected override torch.Tensor Norm(MaskedRows rows, torch.Tensor weights) => JacobianNorms.RankOne(weights) * Factor(rows);

    private torch.Tensor Factor(MaskedRows rows) => rows.Count.log() / Constant.Of(Math.Log(TrainingLength));
}
