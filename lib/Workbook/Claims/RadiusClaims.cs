using Workbook.Bounds;
using Workbook.Normalizers;
using Workbook.Selection;

namespace Workbook.Claims;

/// <summary>Theorem 2 read at radii that depend on the draw, how the measures of separability are ordered, and d_eff.</summary>
// Theory section 3, "neither side applies to r_min" and "radii to offer".
internal sealed class RadiusClaims : IClaimFamily
{
    private const InstanceParts Uses = InstanceParts.Vectors | InstanceParts.Size;
    private const string Draw = "top-N selection of unit vectors, 2 ≤ N < L; δ the least distance of the selected, M = 1; one draw";
    private const string Order = "top-N selection of unit vectors, 1 ≤ N < L; no two distances within 1e-6";
    private const string Theorem = "Theorem 2, step by step";
    private const string Counted = "What is counted";
    private const string Moments = "Mean and variance";

    public IEnumerable<IClaim> Claims =>
    [
        Sure("theorem2.lower-nearest", "the lower side of Theorem 2 holds at r_min too, on every draw", @"1 - \frac{\sum_{i \in I} \xi_i}{r_{\min} N} \le \frac{N_s}{N}", Draw, Theorem, Several,
            x => On(x, (xi, curves) => new(1 - xi.Sum() / (curves.Nearest[0] * xi.Length), curves.NearestRadius[0])), [Tiny]),
        Sure("theorem2.lower-median", "the lower side of Theorem 2 holds at r_med too, on every draw", @"1 - \frac{\sum_{i \in I} \xi_i}{r_{\mathrm{med}} N} \le \frac{N_s}{N}", Draw, Theorem, Several,
            x => On(x, (xi, curves) => new(1 - xi.Sum() / (curves.Median[0] * xi.Length), curves.MedianRadius[0])), [Tiny]),
        Upper("theorem2.upper-nearest", "the upper side of Theorem 2 holds in the mean at r_min", "r_{\\min}", c => (c.NearestRadius[0], c.Nearest[0])),
        Upper("theorem2.upper-median", "the upper side of Theorem 2 holds in the mean at r_med", "r_{\\mathrm{med}}", c => (c.MedianRadius[0], c.Median[0])),
        Sure("separability.nearest-median", "the share at r_min is at most the share at r_med", @"\left. \tfrac{N_s}{N} \right|_{r_{\min}} \le \left. \tfrac{N_s}{N} \right|_{r_{\mathrm{med}}}", Order, Counted, Clear,
            x => Distances(x) is var (near, far) ? new(near.Average(d => d < far[0] ? 1.0 : 0), Curves(x).MedianRadius[0]) : default, [Tiny]),
        Sure("separability.nearest-auc", "the share at r_min is at most the AUC", @"\left. \tfrac{N_s}{N} \right|_{r_{\min}} \le \mathrm{AUC}", Order, Counted, Clear,
            x => Distances(x) is var (near, far) ? new(near.Average(d => d < far[0] ? 1.0 : 0), Curves(x).Auc[0]) : default, [Tiny]),
        Sure("separability.median-auc", "the AUC is at most halfway between one and the share at r_med", @"\mathrm{AUC} \le \tfrac{1}{2} \left( 1 + \left. \tfrac{N_s}{N} \right|_{r_{\mathrm{med}}} \right)", Order, Counted, Clear,
            x => Distances(x) is var (near, far) ? new(near.Average(d => far.Average(f => d < f ? 1.0 : 0)), (1 + Curves(x).MedianRadius[0]) / 2) : default, [Tiny]),
        new BoundClaim(
            Of("separability.dimension-ceiling", "d_eff = 1/tr(Cov²) is at most d, and d when isotropic", @"d_{\mathrm{eff}} = \frac{1}{\mathrm{tr}\, \mathrm{Cov}^2} \le d", "Cov the mean of x xᵀ over the row's directions; d ≥ 2", Moments),
            InstanceParts.Vectors,
            x => new(1 / TraceOfSquare(x.VectorSet.Unit()), x.Vectors[0].Length))
        {
            LongestRealRow = 64,
            Known = [Instance.Row([0, 0]) with { Vectors = [[1, 0], [0, 1]] }, Instance.Row([0, 0, 0]) with { Vectors = [[1, 0, 0], [0, 1, 0], [0, 0, 1]] }],
            When = x => x.Vectors[0].Length >= 2 && HasDirections(x),
            Tensors = r =>
            {
                var unit = r.Vectors / RowBatch.Norm(r.Vectors).unsqueeze(-1);
                return new(unit.matmul(unit.transpose(1, 2)).square().mean([-2, -1]).reciprocal(), TorchSharp.torch.full_like(r.LogAmount, Constant.Of(r.Vectors.shape[2])));
            },
        },
        new BoundClaim(
            Of("separability.dimension-estimate", "the mean squared cosine of all pairs is (L tr Cov² − 1)/(L − 1), which drops each vector's product with itself", @"\frac{1}{d_{\mathrm{eff}}} \approx \frac{2}{L(L-1)} \sum_{i<j} (x_i \cdot x_j)^2 = \frac{L\, \mathrm{tr}\, \mathrm{Cov}^2 - 1}{L - 1}", "unit vectors; Cov formed", Moments),
            InstanceParts.Vectors,
            x => new(1 / x.VectorSet.EffectiveDimension(), (x.Length * TraceOfSquare(x.VectorSet.Unit()) - 1) / (x.Length - 1), 1, Equality: true))
        {
            ShortestRow = 2,
            LongestRealRow = 64,
            When = HasDirections,
        },
        new MeasuredClaim(
            Of("separability.dimension-isotropic", "of isotropic vectors d_eff is d: d over its estimate is 1", @"\mathbb{E} \frac{d}{\hat d_{\mathrm{eff}}} = 1", "64 uniform unit vectors in d = 64; mean of draws", Moments),
            (seed, effort) => MeasuredFigure.Mean([.. SeparabilityClaims.Draws(64, 64, seed, 400, effort, 40).Select(x => 64 / x.EffectiveDimension())], 1, 0.005)),
    ];

    private static Claim Of(string id, string words, string statement, string conditions, string section) =>
        new(id, words, statement, "theory, section 3", ClaimKind.New, conditions) { Notebook = "03-separability", Section = section };

    // a = (1, 0, 0) up to 1e-4, the token left out opposite to the rest: r_min just below the length of the first.
    private static Instance Tiny { get; } = Instance.Row([0, -9.2, -9.6]) with { Vectors = [[1], [1], [1]], Selected = [true, true, false] };

    private static BoundClaim Sure(string id, string words, string statement, string conditions, string section, Func<Instance, bool> when, Func<Instance, Comparison> compare, IEnumerable<Instance> known) => new(Of(id, words, statement, conditions, section), Uses, compare)
    {
        ShortestRow = 2,
        LongestRealRow = 64,
        Known = known,
        When = when,
    };

    // Twenty tokens hold 0.9 of the mass in many dimensions, a hundred the rest: every selected token is the nearer, and ξ is far beyond either radius.
    private static MeasuredClaim Upper(string id, string words, string radius, Func<SeparabilityCurves, (double Share, double Radius)> read) => new(
        Of(id, words, $@"\mathbb{{E}} \frac{{N_s}}{{N}} \le \mathbb{{E}} \frac{{1}}{{N}} \sum_{{i \in I}} \exp\left( -\frac{{(\xi_i - {radius})_+^2}}{{2M^2}} \right)", "d = 768, N = 20 of weight 0.045, 100 of 0.001, δ = 1, M = 1; the figure is the share less the upper side, 0 at most is claimed; mean of draws", Theorem) with { Source = "paper, Theorem 2, read at a radius that depends on the draw", Kind = ClaimKind.Published },
        (seed, effort) =>
        {
            double[] a = [.. Enumerable.Range(0, 120).Select(i => i < 20 ? 0.045 : 0.001)];
            return MeasuredFigure.Mean([.. SeparabilityClaims.Draws(120, 768, seed, 100, effort).Select(x =>
            {
                var (share, r) = read(Separability.At(a, x, [20], 1));
                return share - SeparabilityBounds.Published(a.AsSpan(0, 20), 1, 1, r).Upper;
            })], -0.5, 0.5);
        });

    private static bool HasDirections(Instance x) => x.Vectors.All(v => Euclid.Norm(v) > 1e-6);

    private static bool Several(Instance x) => x.Size >= 2 && Clear(x) && On(x, (xi, curves) => new(xi.Min(v => Math.Min(Math.Abs(v - curves.Nearest[0]), Math.Abs(v - curves.Median[0]))), curves.Nearest[0])) is { Value: > 1e-6, Bound: > 1e-6 };

    private static bool Clear(Instance x)
    {
        if (x.Size < 1 || x.Size >= x.Length || !HasDirections(x))
            return false;
        var (near, far) = Distances(x);
        double[] all = [.. near, .. far];
        Array.Sort(all);
        return Enumerable.Range(1, all.Length - 1).All(i => all[i] - all[i - 1] > 1e-6) && near.All(d => Math.Abs(d - Middle(far)) > 1e-6);
    }

    private static double Middle(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    private static SeparabilityCurves Curves(Instance x) => Separability.At(x.Weights, x.VectorSet.Unit(), [x.Size], 1);

    // The distances of the selected, and of those left out in order, from the definition.
    private static (double[] Selected, double[] LeftOut) Distances(Instance x)
    {
        var (a, unit, s) = (x.Weights, x.VectorSet.Unit(), ContextVector.TopN(x.Weights, x.VectorSet.Unit(), x.Size));
        double Of(int i) => Euclid.Distance(s, Euclid.Times(a[i], unit[i].ToArray()));
        return ([.. x.Top.Select(Of)], [.. x.Rest.Select(Of).Order()]);
    }

    private static Comparison On(Instance x, Func<double[], SeparabilityCurves, Comparison> compare)
    {
        var (a, top, unit) = (x.Weights, x.Top, x.VectorSet.Unit());
        var delta = top.SelectMany(i => top.Where(j => j > i).Select(j => Euclid.Distance(unit[i].ToArray(), unit[j].ToArray()))).Min();
        return compare(SeparabilityBounds.Xi([.. top.Select(i => a[i])], 1, delta), Curves(x));
    }

    // tr Cov², Cov the mean of x xᵀ.
    private static double TraceOfSquare(VectorSet unit)
    {
        var square = 0.0;
        for (var p = 0; p < unit.Width; p++)
        {
            for (var q = 0; q < unit.Width; q++)
                square += Math.Pow(Enumerable.Range(0, unit.Count).Average(i => unit[i][p] * unit[i][q]), 2);
        }

        return square;
    }
}
