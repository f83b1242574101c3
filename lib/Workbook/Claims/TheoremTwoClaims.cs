using Workbook.Bounds;
using Workbook.Normalizers;
using Workbook.Selection;
using static TorchSharp.torch;

namespace Workbook.Claims;

/// <summary>Theorem 2 on the distinguishable share N_s/N, both sides, exact on the sphere of three dimensions.</summary>
// The paper's Theorem 2; theory section 3.
internal sealed class TheoremTwoClaims : IClaimFamily
{
    private const InstanceParts Uses = InstanceParts.Row | InstanceParts.Amount;
    private const string Sphere = "x_i independent and uniform on the unit sphere of R³, M = 1, δ = 0, N = L ≤ 10, no weight below a fifth of the largest; E N_s/N in closed form";

    public IEnumerable<IClaim> Claims =>
    [
        new BoundClaim(
            Of("theorem2.lower", "E N_s/N is at least 1 − Σξ_i/(rN)", @"1 - \frac{\sum_{i \in I} \xi_i}{rN} \le \mathbb{E} \frac{N_s}{N}", "paper, Theorem 2", ClaimKind.Published, Sphere),
            Uses,
            x => new(SeparabilityBounds.Published(x.Weights, 1, 0, x.Amount).Lower, SphereWalk.ExpectedShare(x.Weights, x.Amount)))
        {
            LongestRow = 10,
            When = Balanced,
            Tensors = r => new(Constant.One - Xi(r).mean([-1]) / r.Amount, Share(r)),
        },
        new BoundClaim(
            Of("theorem2.upper", "E N_s/N is at most (1/N) Σ exp(−(ξ_i − r)₊²/(2M²)), the upper side as read", @"\mathbb{E} \frac{N_s}{N} \le \frac{1}{N} \sum_{i \in I} \exp\left( -\frac{(\xi_i - r)_+^2}{2M^2} \right)", "paper, Theorem 2, upper side as read", ClaimKind.Published, Sphere),
            Uses,
            x => new(SphereWalk.ExpectedShare(x.Weights, x.Amount), SeparabilityBounds.Published(x.Weights, 1, 0, x.Amount).Upper))
        {
            LongestRow = 10,
            When = Balanced,
            Tensors = r => new(Share(r), (-(Xi(r) - r.Amount.unsqueeze(-1)).clamp_min(Constant.Zero).square() / Constant.Of(2)).exp().mean([-1])),
        },
        new BoundClaim(
            Of("theorem2.no-limit", "the upper side of Theorem 2 is never below e^{−1/2} = 0.607, so no limit near 80 % follows", @"e^{-1/2} \le \frac{1}{N} \sum_{i \in I} \exp\left( -\frac{(\xi_i - r)_+^2}{2M^2} \right)", "theory, section 3", ClaimKind.New, "any weights, N = L, δ = 0, M = 1"),
            Uses,
            x => new(Math.Exp(-0.5), SeparabilityBounds.Published(x.Weights, 1, 0, x.Amount).Upper))
        {
            LongestRow = 300,
            LongestRealRow = int.MaxValue,
            Known = [Instance.Row(new double[1000]) with { Amount = 1e-3 }],
        },
        new BoundClaim(
            Of("theorem2.xi", "no selected y_i lies farther from s_N than ξ_i", @"\lVert y_i - s_N \rVert \le \xi_i", "theory, section 3", ClaimKind.Sharp, "top-N selection of unit vectors, N ≥ 2; δ their least distance, M = 1; the token where the two come closest"),
            InstanceParts.Vectors | InstanceParts.Size,
            x => OnSphere(x, (weights, distances, delta) =>
            {
                var xi = SeparabilityBounds.Xi(weights, 1, delta);
                var closest = Enumerable.Range(0, xi.Length).MaxBy(i => distances[i] - xi[i]);
                return new(distances[closest], xi[closest], weights.Max());
            }))
        {
            ShortestRow = 2,
            LongestRealRow = 64,
            Known = [DistanceClaims.Equal(4, 3)],
            When = x => x.Size >= 2 && HasDirections(x),
        },
        new BoundClaim(
            Of("theorem2.sure", "N_s/N is at least the share of ξ_i ≤ r, on every draw", @"\frac{\#\{i \in I : \xi_i \le r\}}{N} \le \frac{N_s}{N}", "theory, section 3", ClaimKind.Sharp, "top-N selection of unit vectors, N ≥ 2; δ their least distance, M = 1; r not within rounding of a ξ_i"),
            InstanceParts.Vectors | InstanceParts.Size | InstanceParts.Amount,
            x => OnSphere(x, (weights, distances, delta) => new(SeparabilityBounds.SureShare(weights, 1, delta, x.Amount), distances.Count(d => d <= x.Amount) / (double)distances.Length)))
        {
            ShortestRow = 2,
            LongestRealRow = 64,
            When = x => x.Size >= 2 && HasDirections(x) && ClearOf(x),
        },
        new BoundClaim(
            Of("theorem2.sure-dominates", "the sure share is never below the published lower side", @"1 - \frac{\sum_{i \in I} \xi_i}{rN} \le \frac{\#\{i \in I : \xi_i \le r\}}{N}", "theory, section 3", ClaimKind.Sharp, "any weights, N = L, δ = 0, M = 1"),
            Uses,
            x => new(SeparabilityBounds.Published(x.Weights, 1, 0, x.Amount).Lower, SeparabilityBounds.SureShare(x.Weights, 1, 0, x.Amount)))
        {
            LongestRealRow = int.MaxValue,
        },
        new MeasuredClaim(
            Of("theorem2.example", "at d = 64, N = 20, a_i = 0.045, r = 0.315, E N_s/N is 1.000 where the upper side says 0.954", @"\mathbb{E} \frac{N_s}{N} = 1.000 > 0.954", "theory, section 3", ClaimKind.New, "M = 1, δ = 1; the figure is E N_s/N less the upper side; mean of draws"),
            (seed, effort) =>
            {
                double[] a = [.. Enumerable.Repeat(0.045, 20)];
                var upper = SeparabilityBounds.Published(a, 1, 1, 0.315).Upper;
                return MeasuredFigure.Mean([.. Enumerable.Range(0, Math.Max(100, (int)(4000 * effort))).Select(k => Share(a, VectorSet.RandomUnit(20, 64, unchecked(seed * 7919 + k)), 0.315) - upper)], 0.046, 0.001);
            }),
    ];

    private static Claim Of(string id, string words, string statement, string source, ClaimKind kind, string conditions) =>
        new(id, words, statement, source, kind, conditions) { Notebook = "03-separability", Section = "Theorem 2, step by step", Figure = id is "theorem2.lower" or "theorem2.upper" or "theorem2.example" or "theorem2.no-limit" ? "figure-radius" : "" };

    private static bool Balanced(Instance x) => x.Weights is var a && a.Min() >= 0.2 * a.Max() && x.Amount is >= 0.01 and <= 3;

    private static bool HasDirections(Instance x) => x.Vectors.All(v => Euclid.Norm(v) > 1e-6);

    private static bool ClearOf(Instance x)
    {
        var clear = true;
        OnSphere(x, (weights, distances, delta) =>
        {
            clear = SeparabilityBounds.Xi(weights, 1, delta).Concat(distances).All(v => Math.Abs(v - x.Amount) > 1e-7);
            return default;
        });
        return clear;
    }

    // The selected weights, their distances to s_N and the least distance of their directions.
    private static Comparison OnSphere(Instance x, Func<double[], double[], double, Comparison> compare)
    {
        var (all, top, unit) = (x.Weights, x.Top, x.VectorSet.Unit());
        double[] weights = [.. top.Select(i => all[i])];
        var chosen = VectorSet.FromRows([.. top.Select(i => unit[i].ToArray())]);
        var delta = double.PositiveInfinity;
        for (var i = 0; i < top.Length; i++)
        {
            for (var j = 0; j < i; j++)
                delta = Math.Min(delta, Euclid.Distance(chosen[i].ToArray(), chosen[j].ToArray()));
        }

        return compare(weights, Distances(weights, chosen), delta);
    }

    private static double[] Distances(double[] weights, VectorSet vectors)
    {
        var s = ContextVector.Whole(weights, vectors);
        return [.. weights.Select((a, i) => Euclid.Distance(s, Euclid.Times(a, vectors[i].ToArray())))];
    }

    private static double Share(double[] weights, VectorSet vectors, double radius) => Distances(weights, vectors).Count(d => d <= radius) / (double)weights.Length;

    private static Tensor Xi(RowBatch r) => Constant.One - r.Weights;

    // SphereWalk.ExpectedShare on tensors: the steps of token i are the other weights.
    private static Tensor Share(RowBatch r)
    {
        var n = (int)r.Length - 1;
        if (n == 0)
            return ones_like(r.LogAmount) + Constant.Zero * r.LogAmount;
        var weights = r.Weights;
        var radius = r.Amount.reshape(-1, 1, 1);
        var others = stack([.. Enumerable.Range(0, n + 1).Select(i => cat([weights.narrow(1, 0, i), weights.narrow(1, i + 1, n - i)], 1))], 1);
        double[] signs = [.. Enumerable.Range(0, 1 << n).SelectMany(s => Enumerable.Range(0, n).Select(k => (s >> k & 1) == 1 ? -1.0 : 1))];
        var pattern = tensor(signs).reshape(1 << n, n);
        var sign = pattern.prod(-1);
        var sums = others.matmul(pattern.t());
        var (plus, minus) = ((sums + radius).clamp_min(Constant.Zero), (sums - radius).clamp_min(Constant.Zero));
        var within = ((plus.pow(Constant.Of(n)) - minus.pow(Constant.Of(n))) * sign).sum(-1);
        var density = n == 1
            ? (plus.sign() * sign).sum(-1)
            : (plus.pow(Constant.Of(n - 1)) * sign).sum(-1) * Constant.Of(n);
        var unit = (others * Constant.Of(2)).prod(-1) * Constant.Of(Enumerable.Range(1, n).Aggregate(1.0, (f, k) => f * k));
        return ((within - Constant.Of(2) * r.Amount.unsqueeze(-1) * density) / unit).mean([-1]);
    }
}
