using System.Numerics.Tensors;
using Workbook.Bounds;
using Workbook.Selection;

namespace Workbook.Claims;

/// <summary>D measures the length of the context vector, up to R.</summary>
internal sealed class DistanceTwoSidedClaim : IClaim
{
    public Claim Claim { get; } = new(
        "distance.two-sided", "D differs from (L−N)||s|| by at most Σ||y_i|| over the tokens left out", @"\left| D_I - (L-N)\lVert s \rVert \right| \le \sum_{i \notin I} \lVert y_i \rVert", "theory, section 2", ClaimKind.Sharp, "I any selection with N ≥ 1");

    public InstanceParts Uses => InstanceParts.Vectors | InstanceParts.Subset;

    public bool Admits(Instance instance) => instance.Size >= 1 && instance.Size < instance.Length;

    public Comparison Compare(Instance instance)
    {
        var x = instance.VectorSet;
        var a = instance.Weights;
        var subset = instance.Subset;
        var centre = (instance.Length - subset.Length) * TensorPrimitives.Norm<double>(ContextVector.OfSubset(a, x, subset));
        var slack = DistanceBounds.TwoSided(a, x, subset).Upper - centre;
        return new(Math.Abs(CumulativeDistance.OfSubset(a, x, subset) - centre), slack, x.MaxNorm);
    }
}
