using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Differential attention: a = softmax(q1·k1/sqrt(d/2)) − λ softmax(q2·k2/sqrt(d/2)), the halves of each head; the mixed values are root-mean-square-normed and multiplied by 1 − λ0.</summary>
/// <remarks>The published norm has a learned gain, one an entry of a head; in the output map that follows it changes nothing that the map cannot express, and is left out. λ is learned and may be given as gates, one a head, as it is (no sigmoid), from <see cref="Lambda"/>; without gates it is λ0 = 0.8 − 0.6 exp(−0.3 depth). Weights can be negative and sum to 1 − λ.</remarks>
// Ye et al. 2024, arXiv 2410.05258; microsoft/unilm Diff-Transformer
public sealed class DifferentialAttention : AttentionVariant
{
    private static readonly Softmax Each = new();
    private static readonly string[] Vectors = ["lambda_q1", "lambda_k1", "lambda_q2", "lambda_k2"];

    /// <summary>Makes the variant.</summary>
    /// <param name="depth">The layer's number from 0, at least 0; in a model, that of its first layer.</param>
    /// <param name="epsilon">Added to the mean square under the root, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public DifferentialAttention(int depth = 0, double epsilon = 1e-5)
    {
        Depth = Parameter.AtLeast(depth, 0, nameof(depth));
        Epsilon = Parameter.AtLeast(epsilon, 0, nameof(epsilon));
    }

    /// <summary>The layer's number from 0.</summary>
    public int Depth { get; }

    /// <summary>Added to the mean square under the root.</summary>
    public double Epsilon { get; }

    /// <summary>λ0 = 0.8 − 0.6 exp(−0.3 depth).</summary>
    public double StartLambda => 0.8 - 0.6 * Math.Exp(-0.3 * Depth);

    /// <inheritdoc/>
    public override string Name => "differential";

    /// <inheritdoc/>
    public override AttentionProperties Properties => new()
    {
        RowSum = (1 - StartLambda, 1 - StartLambda),
        Nonnegative = false,
        MixesValuesOnly = false,

        // A step of one in q·k/sqrt d is a step of up to sqrt 2 in q1·k1/sqrt(d/2), when the whole query lies in its first half.
        JacobianBound = _ => 1 / Math.Sqrt(2),
        Gates = GateShape.Head,
        Reference = "Ye et al. 2024",
        ArXiv = "2410.05258",
    };

    /// <summary>λ = exp(λq1·λk1) − exp(λq2·λk2) + λ0 from its learned vectors.</summary>
    /// <param name="query1">λq1, [..., d].</param>
    /// <param name="key1">λk1, [..., d].</param>
    /// <param name="query2">λq2, [..., d].</param>
    /// <param name="key2">λk2, [..., d].</param>
    /// <returns>[...]; the caller disposes it.</returns>
    public torch.Tensor Lambda(torch.Tensor query1, torch.Tensor key1, torch.Tensor query2, torch.Tensor key2)
    {
        using var scope = torch.NewDisposeScope();
        return ((query1 * key1).sum(-1).exp() - (query2 * key2).sum(-1).exp() + Constant.Of(StartLambda)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<LearnedVector> Learned(int headWidth) =>
        [.. Vectors.Select(name => new LearnedVector(name, Half(headWidth, nameof(headWidth)), 0, 0.1))];

    /// <inheritdoc/>
    public override torch.Tensor HeadGates(IReadOnlyDictionary<string, torch.Tensor> learned)
    {
        ArgumentNullException.ThrowIfNull(learned);
        return Lambda(learned[Vectors[0]], learned[Vectors[1]], learned[Vectors[2]], learned[Vectors[3]]);
    }

    /// <inheritdoc/>
    public override IAttentionVariant InLayer(int layer) => new DifferentialAttention(Depth + layer, Epsilon);

    /// <inheritdoc/>
    protected override torch.Tensor Weights(AttentionInputs inputs, torch.Tensor unseen)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var half = Half(inputs.Queries.shape[^1], nameof(inputs));
        var (first, second) = (Part(inputs, unseen, 0, half), Part(inputs, unseen, half, half));
        return inputs.Gates is null ? first - second * Constant.Of(StartLambda) : first - second * inputs.Gates.unsqueeze(-1).unsqueeze(-1);
    }

    /// <inheritdoc/>
    protected override torch.Tensor Finished(AttentionInputs inputs, torch.Tensor mixed)
    {
        ArgumentNullException.ThrowIfNull(mixed);
        return mixed / (mixed.square().mean([-1], keepdim: true) + Constant.Of(Epsilon)).sqrt() * Constant.Of(1 - StartLambda);
    }

    private static long Half(long width, string name) =>
        width % 2 == 0 ? width / 2 : throw new ArgumentException($"Differential attention splits each head in two; a width of {width} is odd.", name);

    private static torch.Tensor Part(AttentionInputs inputs, torch.Tensor unseen, long start, long width) =>
        Normalized(Each, Logits(inputs.Queries.narrow(-1, start, width), inputs.Keys.narrow(-1, start, width)), unseen);
}
