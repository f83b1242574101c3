using Workbook.Bounds;
using Workbook.Selection;

namespace Workbook.Claims;

/// <summary>Theorem 1 (i) for the top-N selection.</summary>
internal sealed class DistancePublishedClaim : IClaim
{
    public Claim Claim { get; } = new(
        "distance.published", "D_N is at most (1−A)d_1 + [(L−N)A − (1−A)] max||x_j||", @"D_N \le (1-A_N)\,d_1 + \left[(L-N)A_N - (1-A_N)\right] \max_{j \in I} \lVert x_j \rVert", "paper, Theorem 1 (i)", ClaimKind.Published, "I is the top-N selection, N ≥ 1");

    public InstanceParts Uses => InstanceParts.Vectors | InstanceParts.Size;

    public bool Admits(Instance instance) => instance.Size >= 1 && instance.Size < instance.Length;

    public Comparison Compare(Instance instance)
    {
        var x = instance.VectorSet;
        var a = instance.Weights;
        var top = TopOrder.Of(a).AsSpan(0, instance.Size);
        return new(CumulativeDistance.OfSubset(a, x, top), DistanceBounds.Published(a, x, top), x.MaxNorm);
    }
}
