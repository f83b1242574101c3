using TorchSharp;
using Workbook.Normalizers;

namespace Workbook.Tests.Normalizers;

/// <summary>Softplus attention: a = ln(1 + e^l) / n, n the tokens the row sees.</summary>
public sealed class Softplus : RowNormalizer
{
    /// <inheritdoc/>
    public override string Name => "softplus";

    /// <inheritdoc/>
    public override NormalizerProperties Properties => new()
    {
        SumsToOne = false,
        ShiftInvariant = false,
        DependsOnLength = true,
        JacobianBound = length => 1.0 / length,
        SteepestRow = (length, _) => [.. Enumerable.Repeat(20.0, length)],
        Reference = "docs/extending.md",
    };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(MaskedRows rows) =>
        -torch.nn.functional.logsigmoid(-rows.Logits) / rows.Count;

    /// <inheritdoc/>
    protected override torch.Tensor Derivative(MaskedRows rows, torch.Tensor weights, torch.Tensor direction) =>
        rows.Logits.sigmoid() * direction / rows.Count;
}
