using Workbook.Selection;

namespace Workbook.Claims;

/// <summary>The expectation over random selections does not grow with L at fixed N.</summary>
internal sealed class ExpectationFlatClaim : IClaim
{
    public Claim Claim { get; } = new(
        "expectation.flat", "E D_N is at most (1−N/L)(N+1) Σ||y_i||, free of L", @"\mathbb{E}\, D_N \le \left(1-\frac{N}{L}\right)(N+1) \sum_i \lVert y_i \rVert", "theory, section 2", ClaimKind.New, "I uniform among the N-subsets; L ≤ 7, so that E D_N is exact");

    public InstanceParts Uses => InstanceParts.Vectors | InstanceParts.Size;

    public int LongestRow => 7;

    public bool Admits(Instance instance) => instance.Size >= 1 && instance.Size < instance.Length;

    public Comparison Compare(Instance instance)
    {
        var x = instance.VectorSet;
        return new(SelectionEnumeration.Cumulative(instance.Weights, x, instance.Size), RandomSelection.FlatBound(instance.Weights, x)[instance.Size], x.MaxNorm);
    }
}
