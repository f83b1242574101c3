using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Softmax with a sink logit that takes mass and gives none back: a_i = exp(l_i) / (exp(b) + Σ_j exp(l_j)); b = 0 is softmax-off-by-one.</summary>
// Miller 2023, 'Attention is off by one'; b learned per head in openai/gpt-oss (model card arXiv 2508.10925)
public sealed class SinkSoftmax : LearnedNormalizer
{
    /// <summary>Makes the normalizer.</summary>
    /// <param name="sink">b, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public SinkSoftmax(double sink = 0)
    {
        Sink = Parameter.Finite(sink, nameof(sink));
    }

    /// <summary>b, finite.</summary>
    public double Sink { get; }

    /// <inheritdoc/>
    public override string Name => "sink softmax";

    /// <inheritdoc/>
    public override NormalizerProperties Properties => new()
    {
        SumsToOne = false,
        ShiftInvariant = false,
        JacobianBound = _ => 0.5,
        SteepestRow = (length, _) => SteepestRows.Levels(length, 2, Sink + SteepestRows.Far, Sink),
        Reference = "Miller 2023; OpenAI 2025",
        ArXiv = "2508.10925",
    };

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Learned => new Dictionary<string, double> { ["sink"] = Sink };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(MaskedRows rows, IReadOnlyDictionary<string, torch.Tensor> learned) =>
        All(rows, learned["sink"]).narrow(-1, 0, rows.Logits.shape[^1]);

    /// <inheritdoc/>
    protected override torch.Tensor Derivative(MaskedRows rows, IReadOnlyDictionary<string, torch.Tensor> learned, torch.Tensor weights, torch.Tensor direction) =>
        MaskedRows.SoftmaxProduct(weights, direction);

    /// <inheritdoc/>
    protected override torch.Tensor Norm(MaskedRows rows, torch.Tensor weights) =>
        JacobianNorms.RankOne(weights, All(rows, Given(rows)["sink"]).narrow(-1, rows.Logits.shape[^1], 1));

    // Softmax with the sink as one more token, the last.
    private static torch.Tensor All(MaskedRows rows, torch.Tensor sink) =>
        torch.nn.functional.softmax(torch.cat([rows.Below(rows.Logits), sink.expand(rows.Count.shape)], -1), -1);
}
