using Workbook.Bounds;
using Workbook.Selection;

namespace Workbook.Claims;

/// <summary>Rows on which the cumulative distance is known exactly, where it ends, and the pass that gives it at every N.</summary>
// Theory section 2.
internal sealed class DistanceEqualityClaims : IClaimFamily
{
    private const InstanceParts TopN = InstanceParts.Vectors | InstanceParts.Size;
    private const string Published = "Theorem 1, part one, step by step";
    private const string Sharper = "A sharper form, and what the distance measures";
    private const string Definition = "Two distances that must not be mixed";

    public IEnumerable<IClaim> Claims =>
    [
        Same("distance.equal-vectors", "where all vectors are equal D_N is the published bound", @"x_i = x \;\Rightarrow\; D_N = (1-A_N)\,d_1 + \left[(L-N)A_N - (1-A_N)\right] \lVert x \rVert", "every vector set to the first; 1 ≤ N < L", Published, TopN,
            x =>
            {
                var v = VectorSet.FromRows([.. x.Vectors.Select(_ => x.Vectors[0])]);
                return new(CumulativeDistance.TopN(x.Weights, v, x.Size), DistanceBounds.Published(x.Weights, v, x.Top), v.MaxNorm, Equality: true);
            },
            x => x.Size >= 1 && x.Size < x.Length && Euclid.Norm(x.Vectors[0]) > 1e-6),
        Same("distance.equal-tokens", "equal weights and equal vectors give D_N = (L−N)(N−1)||x||/L: no collapse at N ∝ L", @"a_i = \frac{1}{L},\; x_i = x \;\Rightarrow\; D_N = \frac{(L-N)(N-1)}{L} \lVert x \rVert", "equal logits, every vector set to the first; N ≥ 1", Sharper, TopN,
            x =>
            {
                double[] weights = [.. Enumerable.Repeat(1.0 / x.Length, x.Length)];
                var v = VectorSet.FromRows([.. x.Vectors.Select(_ => x.Vectors[0])]);
                return new(CumulativeDistance.TopN(weights, v, x.Size), (x.Length - x.Size) * (x.Size - 1.0) / x.Length * v.MaxNorm, v.MaxNorm, Equality: true);
            },
            x => x.Size >= 1 && Euclid.Norm(x.Vectors[0]) > 1e-6),
        new BoundClaim(
            Of("distance.emptying", "D_N is at most (L−N)R, so it goes to 0 as N goes to L", @"D_N \le (L-N) R", "top-N selection, any N", Sharper) with { Source = "paper, Corollary 2 (ii)", Kind = ClaimKind.Published },
            TopN,
            x => new(CumulativeDistance.TopN(x.Weights, x.VectorSet, x.Size), (x.Length - x.Size) * x.VectorSet.MaxNorm, x.VectorSet.MaxNorm))
        {
            LongestRealRow = 256,
            Known = [Instance.Row([0, 0]) with { Vectors = [[1], [-1]], Selected = [true, false] }],
            Tensors = r => new(DistanceClaims.Distance(r, r.Top), DistanceClaims.Outside(r, r.Top).sum(-1) * r.Radius, r.Radius),
        },
        Same("distance.every-n", "one pass over the Gram matrix gives the D_N of the definition at every N", @"\lVert s_N - y_i \rVert^2 = \lVert s_N \rVert^2 - 2 a_i p_i + a_i^2 \lVert x_i \rVert^2, \quad p = \sum_{j \in I} a_j x_j \cdot x_i", "top-N selections, all N; Σ_N D_N by the pass and by the definition", Definition, InstanceParts.Vectors,
            x => new(CumulativeDistance.AllN(x.Weights, x.VectorSet).Sum(), Enumerable.Range(0, x.Length + 1).Sum(n => Direct(x, n)), 1e3 * x.VectorSet.MaxNorm, Equality: true),
            x => x.VectorSet.MaxNorm > 1e-6),
    ];

    private static double Direct(Instance x, int size)
    {
        var (y, order) = (x.Y, TopOrder.Of(x.Weights));
        var s = order[..size].Select(i => y[i]).Aggregate(new double[x.Vectors[0].Length], (sum, v) => [.. sum.Zip(v, (a, b) => a + b)]);
        return order[size..].Sum(i => Euclid.Distance(s, y[i]));
    }

    private static BoundClaim Same(string id, string words, string statement, string conditions, string section, InstanceParts uses, Func<Instance, Comparison> compare, Func<Instance, bool> when) => new(Of(id, words, statement, conditions, section), uses, compare)
    {
        ShortestRow = 2,
        LongestRealRow = 128,
        When = when,
    };

    private static Claim Of(string id, string words, string statement, string conditions, string section) =>
        new(id, words, statement, "theory, section 2", ClaimKind.Sharp, conditions) { Notebook = "02-distance", Section = section };
}
