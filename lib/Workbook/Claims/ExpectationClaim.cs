using Workbook.Selection;

namespace Workbook.Claims;

/// <summary>Theorem 1 (ii): the main sum as a lower bound of the expectation over random selections.</summary>
internal sealed class ExpectationClaim : IClaim
{
    public Claim Claim { get; } = new(
        "expectation.lower", "the main sum E_P is at most E D_N over random selections", @"E_P = \frac{L-N}{L} \sum_i \lVert \mu_i \rVert \le \mathbb{E}\, D_N", "paper, Theorem 1 (ii), read as a bound", ClaimKind.Sharp, "I uniform among the N-subsets; L ≤ 7, so that E D_N is exact");

    public InstanceParts Uses => InstanceParts.Vectors | InstanceParts.Size;

    public int LongestRow => 7;

    public bool Admits(Instance instance) => instance.Size < instance.Length;

    public Comparison Compare(Instance instance)
    {
        var x = instance.VectorSet;
        return new(RandomSelection.MainSumAt(instance.Weights, x, instance.Size), SelectionEnumeration.Cumulative(instance.Weights, x, instance.Size), x.MaxNorm);
    }
}
