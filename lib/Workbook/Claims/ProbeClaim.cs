using Workbook.Bounds;

namespace Workbook.Claims;

/// <summary>What a random direction can see of the sensitivity.</summary>
internal sealed class ProbeClaim : IClaim
{
    public Claim Claim { get; } = new(
        "sensitivity.probe", "a random unit direction sees at most 1/(2T √L)", @"\sqrt{\mathbb{E} \lVert Jv \rVert^2} = \frac{\lVert J \rVert_F}{\sqrt{L}} \le \frac{1}{2T\sqrt{L}}", "theory, section 4", ClaimKind.New, "v uniform on the unit sphere");

    public InstanceParts Uses => InstanceParts.Row;

    public Comparison Compare(Instance instance) => new(
        SoftmaxJacobian.RandomDirectionNorm(instance.Weights, instance.Temperature),
        SensitivityBounds.RandomDirection(instance.Length, instance.Temperature));
}
