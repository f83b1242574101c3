using Workbook.Bounds;
using Workbook.Normalizers;

namespace Workbook.Claims;

/// <summary>The sharp bound of a finite step in total variation.</summary>
internal sealed class StepVariationClaim : IClaim
{
    public Claim Claim { get; } = new(
        "step.variation", "TV is at most tanh(osc(e)/(4T))", @"\mathrm{TV}\left(a(l+e), a(l)\right) \le \tanh \frac{\max e - \min e}{4T}", "theory, section 4", ClaimKind.Sharp, "any logits, any step e");

    public InstanceParts Uses => InstanceParts.Step;

    public bool Admits(Instance instance) => Oscillation(instance) is var osc && osc > 1e-3 && osc < 12 * instance.Temperature;

    public Comparison Compare(Instance instance)
    {
        var after = StableSoftmax.Weights([.. instance.Logits.Zip(instance.Step, (l, e) => l + e)], instance.Temperature);
        return new(instance.Weights.Zip(after, (a, b) => Math.Abs(a - b)).Sum() / 2, SensitivityBounds.TotalVariation(Oscillation(instance), instance.Temperature));
    }

    private static double Oscillation(Instance instance) => instance.Step.Max() - instance.Step.Min();
}
