using Workbook.Bounds;

namespace Workbook.Claims;

/// <summary>What 1/(4T) does bound: one entry of the Jacobian.</summary>
internal sealed class SensitivityEntryClaim : IClaim
{
    public Claim Claim { get; } = new(
        "sensitivity.entry", "no entry of J is above 1/(4T)", @"\max_{i,j} |J_{ij}| \le \frac{1}{4T}", "theory, section 4", ClaimKind.Sharp, "softmax, any logits");

    public InstanceParts Uses => InstanceParts.Row;

    public Comparison Compare(Instance instance) =>
        new(SoftmaxJacobian.LargestEntry(instance.Weights, instance.Temperature), SensitivityBounds.LargestEntry(instance.Temperature));
}
