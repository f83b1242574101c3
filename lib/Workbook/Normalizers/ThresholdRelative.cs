using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Threshold relative attention: softmax of l + D over the positive logits, D_j = ln σ(g) · #{k : l_k &gt; 0, k ≥ j}; zeros when none is positive.</summary>
/// <remarks>The last token of a row is the nearest. In the paper g = w·x + c is learned from the query: give it as a tensor,
/// and take the logits of root-mean-square-normed queries and keys (<see cref="ThresholdRelativeAttention"/>). J is meant off l = 0, where the weights jump.</remarks>
// Opper et al. 2025, arXiv 2503.23174, from the authors' notebook
public sealed class ThresholdRelative : LearnedNormalizer
{
    /// <summary>Makes the normalizer.</summary>
    /// <param name="gate">g, finite: each positive logit from a token to the query costs −ln σ(g); large is no decay.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public ThresholdRelative(double gate = 2)
    {
        Gate = Parameter.Finite(gate, nameof(gate));
    }

    /// <summary>g, finite: each positive logit from a token to the query costs −ln σ(g); large is no decay.</summary>
    public double Gate { get; }

    /// <inheritdoc/>
    public override string Name => "threshold relative";

    /// <inheritdoc/>
    public override NormalizerProperties Properties => new()
    {
        SumsToOne = false,
        ExactZeros = true,
        ShiftInvariant = false,
        PermutationEquivariant = false,
        JacobianBound = _ => 0.5,

        // The last two kept, the first of them above by what passing the other costs.
        SteepestRow = (length, _) => [.. SteepestRows.Levels(length - 2, 0, 0, -1), 1 + double.LogP1(Math.Exp(-Gate)), 1],
        Reference = "Opper et al. 2025",
        ArXiv = "2503.23174",
    };

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Learned => new Dictionary<string, double> { ["gate"] = Gate };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(MaskedRows rows, IReadOnlyDictionary<string, torch.Tensor> learned)
    {
        // A masked logit is 0 here, which is not positive.
        var kept = rows.Logits.detach() > Constant.Zero;
        var passed = kept.to_type(rows.Logits.dtype).flip(-1).cumsum(-1).flip(-1);
        var positive = rows with { Masked = kept.logical_not() };
        return positive.Softmax(rows.Logits + torch.nn.functional.logsigmoid(learned["gate"]) * passed).masked_fill(positive.Masked, Constant.Zero);
    }

    /// <inheritdoc/>
    protected override torch.Tensor Derivative(MaskedRows rows, IReadOnlyDictionary<string, torch.Tensor> learned, torch.Tensor weights, torch.Tensor direction) =>
        MaskedRows.SoftmaxProduct(weights, direction);

    /// <inheritdoc/>
    protected override torch.Tensor Norm(MaskedRows rows, torch.Tensor weights) => JacobianNorms.RankOne(weights);
}
