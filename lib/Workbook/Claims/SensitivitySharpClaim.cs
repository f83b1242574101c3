using Workbook.Bounds;

namespace Workbook.Claims;

/// <summary>Corollary 3 mended.</summary>
internal sealed class SensitivitySharpClaim : IClaim
{
    public Claim Claim { get; } = new(
        "sensitivity.sharp", "||J||₂ is at most 1/(2T)", @"\lVert J \rVert_2 \le \frac{1}{2T}", "theory, section 4", ClaimKind.Sharp, "softmax, any logits");

    public InstanceParts Uses => InstanceParts.Row;

    public Comparison Compare(Instance instance) =>
        new(SoftmaxJacobian.SpectralNorm(instance.Weights, instance.Temperature), SensitivityBounds.Sharp(instance.Temperature));
}
