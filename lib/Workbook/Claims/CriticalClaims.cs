using Workbook.Bounds;
using Workbook.Selection;

namespace Workbook.Claims;

/// <summary>N*(ε), the least N that comes near the least resultant distance, and how many tokens an entropy says to keep.</summary>
// Theory section 2, "critical N".
internal sealed class CriticalClaims : IClaimFamily
{
    // Beyond rounding, far below what one token moves.
    private const double Least = 1e-9;

    public IEnumerable<IClaim> Claims =>
    [
        new BoundClaim(
            Of("critical.near-monotone", "a wider margin never asks for more tokens: N*(2ε) is at most N*(ε)", @"N^*(2\varepsilon) \le N^*(\varepsilon), \quad N^*(\varepsilon) = \min\{ N : d_N \le (1+\varepsilon) \min_{1 \le n < L} d_n \}", "theory, section 2", "ε = r; N*(ε) by trying every N"),
            InstanceParts.Vectors | InstanceParts.Amount,
            x =>
            {
                var d = ResultantDistance.AllN(x.Weights, x.VectorSet);
                var least = d[1..^1].Min();
                return new(CriticalSelection.NearLeastDistance(d, 2 * x.Amount), Enumerable.Range(1, x.Length - 1).First(n => d[n] <= (1 + x.Amount) * least));
            })
        {
            ShortestRow = 2,
            LongestRealRow = 256,
        },
        new BoundClaim(
            Of("critical.near-half", "where all vectors are equal N* is at most the N that holds half of the mass", @"x_i = x \;\Rightarrow\; N^* \le N_{1/2}", "theory, section 2", "every vector set to the first; N*(1e-9)"),
            InstanceParts.Vectors,
            x => new(Near(x), SelectedMass.HalfMassSize(x.Weights)))
        {
            ShortestRow = 2,
            LongestRealRow = 256,
            Known = [Instance.Row([0, 0]) with { Vectors = [[1], [1]] }],
            When = x => Euclid.Norm(x.Vectors[0]) > 1e-6,
        },
        new BoundClaim(
            Of("critical.near-half-lower", "where all vectors are equal N* is at least one less than the N that holds half of the mass", @"x_i = x \;\Rightarrow\; N_{1/2} - 1 \le N^*", "theory, section 2", "every vector set to the first; N*(1e-9)"),
            InstanceParts.Vectors,
            x => new(SelectedMass.HalfMassSize(x.Weights) - 1, Near(x)))
        {
            ShortestRow = 2,
            LongestRealRow = 256,
            Known = [Instance.Row([0.8, 0, 0, 0]) with { Vectors = [[1], [1], [1], [1]] }],
            When = x => Euclid.Norm(x.Vectors[0]) > 1e-6,
        },
        new BoundClaim(
            Of("critical.effective", "the top e^H tokens hold half of the mass: the entropy says how many to keep", @"\tfrac{1}{2} \le A_N, \quad N = \lceil e^H \rceil", "paper, advice: watch the entropy, read as the number of tokens to keep", "rows of 400 to 700 tokens") with { Kind = ClaimKind.Published },
            InstanceParts.Row,
            x => new(0.5, SelectedMass.AllN(x.Weights)[Math.Min(x.Length, (int)Math.Ceiling(Math.Exp(EntropyBounds.Entropy(x.Weights)) - 1e-9))]))
        {
            ShortestRow = 400,
            LongestRow = 700,
            LongestRealRow = int.MaxValue,
            Known = [Instance.Row([Math.Log(0.34 / 0.66 * 699), .. new double[699]])],
        },
    ];

    private static Claim Of(string id, string words, string statement, string source, string conditions) =>
        new(id, words, statement, source, ClaimKind.New, conditions) { Notebook = "02-distance", Section = id == "critical.effective" ? "How many tokens hold half of the mass" : "The resultant distance", AmountName = "ε" };

    private static int Near(Instance x) =>
        CriticalSelection.NearLeastDistance(ResultantDistance.AllN(x.Weights, VectorSet.FromRows([.. x.Vectors.Select(_ => x.Vectors[0])])), Least);
}
