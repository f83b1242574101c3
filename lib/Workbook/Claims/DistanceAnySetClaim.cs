using Workbook.Bounds;
using Workbook.Selection;

namespace Workbook.Claims;

/// <summary>Theorem 1 (i) read as it is written, for any fixed selection.</summary>
internal sealed class DistanceAnySetClaim : IClaim
{
    public Claim Claim { get; } = new(
        "distance.any-set", "the bound of Theorem 1 (i) for an arbitrary fixed selection", @"D_I \le (1-A_I)\,d_1 + \left[(L-N)A_I - (1-A_I)\right] \max_{j \in I} \lVert x_j \rVert", "paper, Theorem 1 (i) as worded", ClaimKind.Published, "I any selection with N ≥ 1");

    public InstanceParts Uses => InstanceParts.Vectors | InstanceParts.Subset;

    public bool Admits(Instance instance) => instance.Size >= 1 && instance.Size < instance.Length;

    public Comparison Compare(Instance instance)
    {
        var x = instance.VectorSet;
        return new(CumulativeDistance.OfSubset(instance.Weights, x, instance.Subset), DistanceBounds.Published(instance.Weights, x, instance.Subset), x.MaxNorm);
    }
}
