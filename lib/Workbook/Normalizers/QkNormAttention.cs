using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Query-key normalization: softmax(g cos(q, k)), one learned gain g, no division by sqrt d.</summary>
/// <remarks>g may be given as gates, one a head; without gates it is where learning starts, log2(m² − m), m a length that nearly all training texts stay below.</remarks>
// Henry et al. 2020, arXiv 2010.04245; CyndxAI/QKNorm: m the 97.5th percentile of training lengths
public sealed class QkNormAttention : AttentionVariant
{
    private static readonly Softmax Each = new();

    /// <summary>Makes the variant.</summary>
    /// <param name="trainingLength">m, at least 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public QkNormAttention(int trainingLength = 1024)
    {
        TrainingLength = Parameter.AtLeast(trainingLength, 2, nameof(trainingLength));
    }

    /// <summary>m, at least 2.</summary>
    public int TrainingLength { get; }

    /// <summary>log2(m² − m), where the gain starts.</summary>
    public double StartGain => Math.Log2((double)TrainingLength * TrainingLength - TrainingLength);

    /// <inheritdoc/>
    public override string Name => "qk-norm";

    /// <inheritdoc/>
    public override AttentionProperties Properties => new()
    {
        KeyShiftInvariant = false,
        ScaleInvariant = true,
        Unbounded = "a short key turns by any angle while its product with the query moves by one",
        Gates = GateShape.Head,
        Reference = "Henry et al. 2020",
        ArXiv = "2010.04245",
    };

    /// <inheritdoc/>
    public override IReadOnlyList<LearnedVector> Learned(int headWidth) => [new("gain", 1, StartGain, 0)];

    /// <inheritdoc/>
    public override torch.Tensor HeadGates(IReadOnlyDictionary<string, torch.Tensor> learned)
    {
        ArgumentNullException.ThrowIfNull(learned);
        return learned["gain"].alias();
    }

    /// <inheritdoc/>
    protected override torch.Tensor Weights(AttentionInputs inputs, torch.Tensor unseen)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var cosines = Cosines(inputs.Queries, inputs.Keys);
        return Normalized(Each, inputs.Gates is null ? cosines * Constant.Of(StartGain) : cosines * inputs.Gates.unsqueeze(-1).unsqueeze(-1), unseen);
    }
}
