using System.Numerics.Tensors;
using Workbook.Bounds;
using Workbook.Normalizers;

namespace Workbook.Claims;

/// <summary>The sharp bound of a finite step in the Euclidean norm.</summary>
internal sealed class StepEuclideanClaim : IClaim
{
    public Claim Claim { get; } = new(
        "step.euclidean", "||Δa||₂ is at most √2 tanh(||e||/(2√2 T))", @"\lVert a(l+e) - a(l) \rVert_2 \le \sqrt{2} \tanh \frac{\lVert e \rVert_2}{2\sqrt{2}\,T}", "theory, section 4", ClaimKind.Sharp, "any logits, any step e");

    public InstanceParts Uses => InstanceParts.Step;

    public bool Admits(Instance instance) => TensorPrimitives.Norm<double>(instance.Step) is var norm && norm > 1e-3 && norm < 5 * instance.Temperature;

    public Comparison Compare(Instance instance)
    {
        var after = StableSoftmax.Weights([.. instance.Logits.Zip(instance.Step, (l, e) => l + e)], instance.Temperature);
        return new(TensorPrimitives.Distance<double>(instance.Weights, after), SensitivityBounds.EuclideanStep(TensorPrimitives.Norm<double>(instance.Step), instance.Temperature));
    }
}
