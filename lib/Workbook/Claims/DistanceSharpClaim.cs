using Workbook.Bounds;
using Workbook.Selection;

namespace Workbook.Claims;

/// <summary>The sharper form of Theorem 1 (i), for any selection.</summary>
internal sealed class DistanceSharpClaim : IClaim
{
    public Claim Claim { get; } = new(
        "distance.sharp", "D is at most Σ a_i||x_i − h|| + Σ|A − a_i| ||h|| over the tokens left out", @"D_I \le \sum_{i \notin I} \left( a_i \lVert x_i - h \rVert + |A - a_i| \, \lVert h \rVert \right), \quad h = s/A", "theory, section 2", ClaimKind.Sharp, "I any selection with A > 0");

    public InstanceParts Uses => InstanceParts.Vectors | InstanceParts.Subset;

    public bool Admits(Instance instance) => instance.Size >= 1 && instance.Size < instance.Length && instance.Subset.Sum(i => instance.Weights[i]) > 1e-9;

    public Comparison Compare(Instance instance)
    {
        var x = instance.VectorSet;
        return new(CumulativeDistance.OfSubset(instance.Weights, x, instance.Subset), DistanceBounds.Sharp(instance.Weights, x, instance.Subset), x.MaxNorm);
    }
}
