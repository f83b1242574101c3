using Workbook.Bounds;

namespace Workbook.Claims;

/// <summary>Sharp form of Corollary 1.</summary>
internal sealed class WeightSharpClaim : IClaim
{
    public Claim Claim { get; } = new(
        "weights.sharp", "the largest weight is at most 1/(1+(L−1)e^{−D})", @"a_i \le \frac{1}{1+(L-1)e^{-D}}", "theory, section 1", ClaimKind.Sharp, "D = (max l − min l)/T ≥ 1");

    public InstanceParts Uses => InstanceParts.Row;

    public int LongestRow => 40;

    public IEnumerable<Instance> Known => [Instance.Row(VanishingBounds.ExtremalLogits(10, 3))];

    public bool Admits(Instance instance) => instance.Length > 1 && VanishingBounds.Spread(instance.Logits, instance.Temperature) >= 1;

    public Comparison Compare(Instance instance) =>
        new(instance.Weights.Max(), VanishingBounds.Sharp(instance.Length, VanishingBounds.Spread(instance.Logits, instance.Temperature)).Upper);
}
