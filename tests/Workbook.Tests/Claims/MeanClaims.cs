using TorchSharp;
using Workbook.Claims;

namespace Workbook.Tests.Claims;

/// <summary>The largest weight against the mean: the claim that docs/extending.md shows.</summary>
internal sealed class MeanClaims : IClaimFamily
{
    public IEnumerable<IClaim> Claims =>
    [
        new BoundClaim(
            new Claim("weights.mean", "the largest weight is at least the mean", @"\frac{1}{L} \le a_{\max}", "docs/extending.md", ClaimKind.New, "any logits"),
            InstanceParts.Row,
            x => new Comparison(1.0 / x.Length, x.Weights.Max()))
        {
            LongestRow = 24,
            Known = [Instance.Row([0, 0, 0])],
            Tensors = r => new TensorSides(torch.full_like(r.LogAmount, 1.0 / r.Length), r.Weights.amax([-1])),
        },
    ];
}
