using Workbook.Bounds;

namespace Workbook.Claims;

/// <summary>Corollary 3 as published.</summary>
internal sealed class SensitivityPublishedClaim : IClaim
{
    public Claim Claim { get; } = new(
        "sensitivity.published", "||J||₂ is at most min{1/(4T), √2}", @"\lVert J \rVert_2 \le \min\left\{ \frac{1}{4T}, \sqrt{2} \right\}", "paper, Corollary 3", ClaimKind.Published, "softmax, any logits");

    public InstanceParts Uses => InstanceParts.Row;

    public Comparison Compare(Instance instance) =>
        new(SoftmaxJacobian.SpectralNorm(instance.Weights, instance.Temperature), SensitivityBounds.Published(instance.Temperature));
}
