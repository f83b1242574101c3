using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Scalable softmax: a = softmax((s ln n + b) l), n the tokens the row sees; a weight grows as n^(s l).</summary>
// Nakanishi 2025, arXiv 2501.19399; second-hand
public sealed class ScalableSoftmax : LearnedNormalizer
{
    /// <summary>Makes the normalizer.</summary>
    /// <param name="scale">s, finite; learned per head in the paper, 0.43 in its first figure.</param>
    /// <param name="bias">b, finite; s = 0 and b = 1 give softmax.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public ScalableSoftmax(double scale = 0.43, double bias = 0)
    {
        Scale = Parameter.Finite(scale, nameof(scale));
        Bias = Parameter.Finite(bias, nameof(bias));
    }

    /// <summary>s, finite; learned per head in the paper, 0.43 in its first figure.</summary>
    public double Scale { get; }

    /// <summary>b, finite; s = 0 and b = 1 give softmax.</summary>
    public double Bias { get; }

    /// <inheritdoc/>
    public override string Name => "scalable softmax";

    /// <inheritdoc/>
    public override NormalizerProperties Properties => new()
    {
        DependsOnLength = Scale != 0,
        JacobianBound = length => Math.Abs(Scale * Math.Log(length) + Bias) / 2,
        SteepestRow = (length, _) => SteepestRows.Tie(length, Scale * Math.Log(length) + Bias),
        Reference = "Nakanishi 2025",
        ArXiv = "2501.19399",
    };

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Learned => new Dictionary<string, double> { ["scale"] = Scale, ["bias"] = Bias };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(MaskedRows rows, IReadOnlyDictionary<string, torch.Tensor> learned) => rows.Softmax(rows.Logits * Factor(rows, learned));

    /// <inheritdoc/>
    protected override torch.Tensor Derivative(MaskedRows rows, IReadOnlyDictionary<string, torch.Tensor> learned, torch.Tensor weights, torch.Tensor direction) =>
        MaskedRows.SoftmaxProduct(weights, direction) * Factor(rows, learned);

    /// <inheritdoc/>
    protected override torch.Tensor Norm(MaskedRows rows, torch.Tensor weights) => JacobianNorms.RankOne(weights) * Factor(rows, Given(rows)).abs();

    private static torch.Tensor Factor(MaskedRows rows, IReadOnlyDictionary<string, torch.Tensor> learned) => rows.Count.log() * learned["scale"] + learned["bias"];
}
