using Workbook.Bounds;

namespace Workbook.Claims;

/// <summary>The sharp bound of the entropy that bounded logits can take away.</summary>
internal sealed class EntropyClaim : IClaim
{
    public Claim Claim { get; } = new(
        "entropy.sharp", "ln L − H is at most y − 1 − ln y, y = D/(1 − e^{−D})", @"\ln L - H \le y - 1 - \ln y, \quad y = \frac{D}{1-e^{-D}}", "theory, section 1", ClaimKind.Sharp, "D = (max l − min l)/T");

    public InstanceParts Uses => InstanceParts.Row;

    public int LongestRow => 24;

    public IEnumerable<Instance> Known => [Instance.Row(EntropyBounds.TwoLevelLogits(24, 7, 2.5))];

    public bool Admits(Instance instance) => VanishingBounds.Spread(instance.Logits, instance.Temperature) is > 0.1 and < 500;

    public Comparison Compare(Instance instance) => new(
        Math.Log(instance.Length) - EntropyBounds.Entropy(instance.Weights),
        EntropyBounds.Loss(VanishingBounds.Spread(instance.Logits, instance.Temperature)));
}
