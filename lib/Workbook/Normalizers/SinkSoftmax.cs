using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Softmax with a sink logit that takes mass and gives none back: a_i = exp(l_i) / (exp(b) + Σ_j exp(l_j)); b = 0 is softmax-off-by-one.</summary>
// Miller 2023, 'Attention is off by one'; b learned per head in openai/gpt-oss (model card arXiv 2508.10925)
public sealed class SinkSoftmax : RowNormalizer
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
        Reference = "Miller 2023; OpenAI 2025",
        ArXiv = "2508.10925",
    };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(MaskedRows rows)
    {
        var sink = torch.full_like(rows.Count, Constant.Of(Sink));
        var all = torch.cat([rows.Below(rows.Logits), sink], -1);
        return torch.nn.functional.softmax(all, -1).narrow(-1, 0, rows.Logits.shape[^1]);
    }

    /// <inheritdoc/>
    protected override torch.Tensor Derivative(MaskedRows rows, torch.Tensor weights, torch.Tensor direction) =>
        MaskedRows.SoftmaxProduct(weights, direction);
}
