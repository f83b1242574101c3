using TorchSharp;
using Workbook.Normalizers;

namespace Workbook.Tests.Normalizers;

/// <summary>Linear bias: a = softmax(l − s (i − j)), the further a key lies behind the query, the less; s is learned in every layer.</summary>
public sealed class LinearBiasAttention : AttentionVariant
{
    private const double StartSlope = 0.25;
    private static readonly Softmax Each = new();

    /// <inheritdoc/>
    public override string Name => "linear bias";

    /// <inheritdoc/>
    public override AttentionProperties Properties => new()
    {
        PermutationEquivariant = false,
        JacobianBound = _ => 0.5,
        Gates = GateShape.Head,
        Reference = "docs/extending.md",
    };

    /// <inheritdoc/>
    public override IReadOnlyList<LearnedVector> Learned(int headWidth) => [new("slope", 1, StartSlope, 0)];

    /// <inheritdoc/>
    public override torch.Tensor HeadGates(IReadOnlyDictionary<string, torch.Tensor> learned) => learned["slope"].alias();

    /// <inheritdoc/>
    protected override torch.Tensor Weights(AttentionInputs inputs, torch.Tensor unseen)
    {
        var places = torch.arange(inputs.Length, dtype: inputs.Keys.dtype, device: inputs.Keys.device);
        var behind = inputs.OfQueries(places, -1).unsqueeze(-1) - places;
        var slope = inputs.Gates?.unsqueeze(-1).unsqueeze(-1) ?? torch.tensor(StartSlope, dtype: places.dtype, device: places.device);
        return Normalized(Each, Logits(inputs.Queries, inputs.Keys) - slope * behind, unseen);
    }
}
