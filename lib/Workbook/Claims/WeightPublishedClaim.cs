using Workbook.Bounds;

namespace Workbook.Claims;

/// <summary>Corollary 1: a_i ≤ exp(2Δ/T)/L.</summary>
internal sealed class WeightPublishedClaim : IClaim
{
    public Claim Claim { get; } = new(
        "weights.published", "the largest weight is at most e^{2Δ/T}/L", @"a_i \le \frac{e^{2\Delta/T}}{L}", "paper, Corollary 1", ClaimKind.Published, "|l_i| ≤ Δ; tried with Δ/T ≥ 1/2 on rows of up to 40 tokens");

    public InstanceParts Uses => InstanceParts.Row;

    public int LongestRow => 40;

    public bool Admits(Instance instance) => Bound(instance) / instance.Temperature is >= 0.5 and < 300;

    public Comparison Compare(Instance instance) =>
        new(instance.Weights.Max(), VanishingBounds.Published(instance.Length, Bound(instance), instance.Temperature).Upper);

    private static double Bound(Instance instance) => instance.Logits.Max(Math.Abs);
}
