using Workbook.Bounds;
using Workbook.Normalizers;
using Workbook.Selection;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Workbook.Claims;

/// <summary>The cumulative distance D: Theorem 1 (i), its sharper forms, and what the distance measures.</summary>
// The paper's Theorem 1 (i) and Corollary 2; theory section 2.
internal sealed class DistanceClaims : IClaimFamily
{
    private const InstanceParts TopN = InstanceParts.Vectors | InstanceParts.Size;
    private static readonly int[] SlackSizes = [5, 20, 100];
    private const InstanceParts AnySet = InstanceParts.Vectors | InstanceParts.Subset;

    public IEnumerable<IClaim> Claims =>
    [
        new BoundClaim(
            Of("distance.published", "D_N is at most (1−A)d_1 + [(L−N)A − (1−A)] max||x_j||", @"D_N \le (1-A_N)\,d_1 + \left[(L-N)A_N - (1-A_N)\right] \max_{j \in I} \lVert x_j \rVert", "paper, Theorem 1 (i)", ClaimKind.Published, "I is the top-N selection, N ≥ 1", Published),
            TopN,
            x => Top(x, (a, v, top) => new(CumulativeDistance.OfSubset(a, v, top), DistanceBounds.Published(a, v, top), v.MaxNorm)))
        {
            ShortestRow = 2,
            LongestRealRow = 128,
            Known = [Equal(5, 2)],
            When = Proper,
            Tensors = r => new(Distance(r, r.Top), PublishedBound(r, r.Top), r.Radius),
        },
        new BoundClaim(
            Of("distance.any-set", "the bound of Theorem 1 (i) for an arbitrary fixed selection", @"D_I \le (1-A_I)\,d_1 + \left[(L-N)A_I - (1-A_I)\right] \max_{j \in I} \lVert x_j \rVert", "paper, Theorem 1 (i) as worded", ClaimKind.Published, "I any selection with N ≥ 1", Published),
            AnySet,
            x => Subset(x, (a, v, set) => new(CumulativeDistance.OfSubset(a, v, set), DistanceBounds.Published(a, v, set), v.MaxNorm)))
        {
            ShortestRow = 2,
            LongestRealRow = 128,
            When = Proper,
            Tensors = r => new(Distance(r, r.Selected), PublishedBound(r, r.Selected), r.Radius),
        },
        new BoundClaim(
            Of("distance.sharp", "D is at most Σ a_i||x_i − h|| + Σ|A − a_i| ||h|| over the tokens left out", @"D_I \le \sum_{i \notin I} \left( a_i \lVert x_i - h \rVert + |A - a_i| \, \lVert h \rVert \right), \quad h = s/A", "theory, section 2", ClaimKind.Sharp, "I any selection with A > 0", Sharper),
            AnySet,
            x => Subset(x, (a, v, set) => new(CumulativeDistance.OfSubset(a, v, set), DistanceBounds.Sharp(a, v, set), v.MaxNorm)))
        {
            ShortestRow = 2,
            LongestRealRow = 128,
            Known = [Equal(5, 2)],
            When = x => Proper(x) && x.Subset.Sum(i => x.Weights[i]) > 1e-6,
            Tensors = r => new(Distance(r, r.Selected), SharpBound(r, r.Selected), r.Radius),
        },
        new BoundClaim(
            Of("distance.sharp-below", "the sharper bound is never above the published one", @"\sum_{i \notin I} a_i \lVert x_i - h \rVert + \left[(L-N)A - (1-A)\right] \lVert h \rVert \le (1-A)\,d_1 + \left[(L-N)A - (1-A)\right] \max_{j \in I} \lVert x_j \rVert", "theory, section 2", ClaimKind.Sharp, "I is the top-N selection, N ≥ 1", Sharper),
            TopN,
            x => Top(x, (a, v, top) => new(DistanceBounds.Sharp(a, v, top), DistanceBounds.Published(a, v, top), v.MaxNorm)))
        {
            ShortestRow = 2,
            LongestRealRow = 128,
            Known = [Equal(5, 2)],
            When = Proper,
            Tensors = r => new(SharpBound(r, r.Top), PublishedBound(r, r.Top), r.Radius),
        },
        new BoundClaim(
            Of("distance.two-sided", "D differs from (L−N)||s|| by at most Σ||y_i|| over the tokens left out", @"\left| D_I - (L-N)\lVert s \rVert \right| \le \sum_{i \notin I} \lVert y_i \rVert", "theory, section 2", ClaimKind.Sharp, "I any selection with N ≥ 1", Sharper),
            AnySet,
            x => Subset(x, (a, v, set) =>
            {
                var centre = (a.Length - set.Length) * OrderedSums.Norm<double>(ContextVector.OfSubset(a, v, set));
                return new(Math.Abs(CumulativeDistance.OfSubset(a, v, set) - centre), DistanceBounds.TwoSided(a, v, set).Upper - centre, v.MaxNorm);
            }))
        {
            ShortestRow = 2,
            LongestRealRow = 128,
            Known = [Equal(5, 2)],
            When = Proper,
            Tensors = r => new((Distance(r, r.Selected) - Outside(r, r.Selected).sum(-1) * RowBatch.Norm(RowBatch.Over(r.Y, r.Selected))).abs(), RowBatch.Over(RowBatch.Norm(r.Y), Outside(r, r.Selected)), r.Radius),
        },
        new BoundClaim(
            Of("distance.outside", "Σ||y_i|| over the tokens left out is at most (1−A)R", @"\sum_{i \notin I} \lVert y_i \rVert \le (1 - A) R", "theory, section 2", ClaimKind.Sharp, "I any selection", Sharper),
            AnySet,
            x => Subset(x, (a, v, set) => new(Rest(x).Sum(i => a[i] * OrderedSums.Norm(v[i])), Rest(x).Sum(i => a[i]) * v.MaxNorm, v.MaxNorm)))
        {
            LongestRealRow = 128,
            Known = [Equal(5, 2)],
            Tensors = r => new(RowBatch.Over(RowBatch.Norm(r.Y), Outside(r, r.Selected)), RowBatch.Over(r.Weights, Outside(r, r.Selected)) * r.Radius, r.Radius),
        },
        new BoundClaim(
            Of("distance.ceiling", "under Lemma 1, D_N is at most (C2 N + 1)R: bounded in L at fixed N", @"D_N \le (C_2 N + 1) R, \quad a_i \le \frac{C_2}{L}", "theory, section 2", ClaimKind.Sharp, "I is the top-N selection, N ≥ 1; C2 = L max a", "Over the context length"),
            TopN,
            x => Top(x, (a, v, top) => new(CumulativeDistance.OfSubset(a, v, top), DistanceBounds.FixedSizeCeiling(top.Length, a.Length * a.Max(), v.MaxNorm), v.MaxNorm)))
        {
            ShortestRow = 2,
            LongestRow = 128,
            Known = [Against(128)],
            When = Proper,
            Tensors = r => new(Distance(r, r.Top), (Constant.Of(r.Length) * r.Weights.amax([-1]) * r.Size + Constant.One) * r.Radius, r.Radius),
        },
        new BoundClaim(
            Of("distance.collapse", "with N = L/2 the distance stays below R: keeping a share of the tokens forces collapse", @"D_{L/2} \le R", "paper, Corollary 2 (ii), read at N ∝ L", ClaimKind.Published, "I is the top half, L even; logits bounded: (max l − min l)/T ≤ 1", Sharper),
            InstanceParts.Vectors,
            x => new(CumulativeDistance.TopN(x.Weights, x.VectorSet, x.Length / 2), x.VectorSet.MaxNorm, x.VectorSet.MaxNorm))
        {
            ShortestRow = 2,
            LongestRow = 24,
            LongestRealRow = 128,
            When = x => x.Length % 2 == 0 && x.Spread <= 1,
        },
        new MeasuredClaim(
            Of("distance.slack", "Theorem 1 (i) is 2 to 7 times D_N", @"2 \le \frac{(1-A_N)d_1 + [(L-N)A_N - (1-A_N)] \max_I \lVert x_j \rVert}{D_N} \le 7", "theory, section 2", ClaimKind.New, "L = 1024, d = 64, isotropic x, Gaussian logits of deviation 1.5; mean of the logarithm over N = 5, 20, 100", Published),
            (seed, effort) => MeasuredFigure.Mean([.. Enumerable.Range(0, Math.Max(2, (int)(10 * effort))).SelectMany(k => Slack(seed + k))], Math.Log(Math.Sqrt(14)), Math.Log(Math.Sqrt(3.5)))),
    ];

    private const string Published = "Theorem 1, part one, step by step";
    private const string Sharper = "A sharper form, and what the distance measures";

    /// <summary>All vectors equal, one logit above the others: where Theorem 1 (i) is reached.</summary>
    internal static Instance Equal(int length, int size) => Instance.Row([.. Enumerable.Range(0, length).Select(i => i == 0 ? 1.0 : 0)]) with
    {
        Vectors = [.. Enumerable.Range(0, length).Select(_ => Euclid.Times(1, One))],
        Selected = [.. Enumerable.Range(0, length).Select(i => i < size)],
    };

    // Equal weights, one vector against all others.
    private static Instance Against(int length) => Instance.Row(new double[length]) with
    {
        Vectors = [.. Enumerable.Range(0, length).Select(i => Euclid.Times(i == 0 ? 1 : -1, One))],
        Selected = [.. Enumerable.Range(0, length).Select(i => i == 0)],
    };

    private static readonly double[] One = [1];

    internal static Tensor Outside(RowBatch r, Tensor mask) => Constant.One - mask;

    internal static Tensor Distance(RowBatch r, Tensor mask)
    {
        var s = RowBatch.Over(r.Y, mask).unsqueeze(1);
        return RowBatch.Over(RowBatch.Norm(s - r.Y), Outside(r, mask));
    }

    private static Tensor PublishedBound(RowBatch r, Tensor mask)
    {
        var outside = Outside(r, mask);
        var gaps = RowBatch.Norm(r.Vectors.unsqueeze(2) - r.Vectors.unsqueeze(1)) * outside.unsqueeze(2) * mask.unsqueeze(1);
        var farthest = gaps.amax([-2, -1]);
        var longest = (RowBatch.Norm(r.Vectors) * mask).amax([-1]);
        var (kept, left) = (RowBatch.Over(r.Weights, mask), RowBatch.Over(r.Weights, outside));
        return left * farthest + (outside.sum(-1) * kept - left) * longest;
    }

    private static Tensor SharpBound(RowBatch r, Tensor mask)
    {
        var kept = RowBatch.Over(r.Weights, mask).unsqueeze(-1);
        var h = RowBatch.Over(r.Y, mask) / kept;
        var each = r.Weights * RowBatch.Norm(r.Vectors - h.unsqueeze(1)) + (kept - r.Weights).abs() * RowBatch.Norm(h).unsqueeze(-1);
        return RowBatch.Over(each, Outside(r, mask));
    }

    private static Claim Of(string id, string words, string statement, string source, ClaimKind kind, string conditions, string section) =>
        new(id, words, statement, source, kind, conditions)
        {
            Notebook = "02-distance",
            Section = section,
            Figure = id switch
            {
                "distance.published" or "distance.sharp" or "distance.sharp-below" or "distance.two-sided" or "distance.slack" => "figure-bounds",
                "distance.ceiling" => "figure-over-length",
                _ => "",
            },
        };

    private static bool Proper(Instance x) => x.Size >= 1 && x.Size < x.Length;

    private static IEnumerable<int> Rest(Instance x) => Enumerable.Range(0, x.Length).Where(i => !x.Selected[i]);

    private static Comparison Top(Instance x, Func<double[], VectorSet, int[], Comparison> compare) => Over(x, TopOrder.Of(x.Weights)[..x.Size], compare);

    private static Comparison Subset(Instance x, Func<double[], VectorSet, int[], Comparison> compare) => Over(x, x.Subset, compare);

    private static Comparison Over(Instance x, int[] selected, Func<double[], VectorSet, int[], Comparison> compare) => compare(x.Weights, x.VectorSet, selected);

    private static IEnumerable<double> Slack(int seed)
    {
        const int Length = 1024;
        var weights = StableSoftmax.Weights(GaussianLogits.Draw(Length, 1.5, seed));
        var vectors = VectorSet.RandomUnit(Length, 64, seed);
        foreach (var n in SlackSizes)
        {
            var top = TopOrder.Of(weights)[..n];
            yield return Math.Log(DistanceBounds.Published(weights, vectors, top) / CumulativeDistance.OfSubset(weights, vectors, top));
        }
    }
}
