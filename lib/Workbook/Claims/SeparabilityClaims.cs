using Workbook.Bounds;
using Workbook.Selection;

namespace Workbook.Claims;

/// <summary>Moments of the distances to s_N, the pair law, and how many tokens can be told apart at each radius.</summary>
// Theory section 3.
internal sealed class SeparabilityClaims : IClaimFamily
{
    private const string Axes = "x_i independent, uniform on ±e_1, ±e_2 (mean 0, d_eff = 2); the L−1 largest weights selected, L ≤ 5; every draw tried";

    public IEnumerable<IClaim> Claims =>
    [
        new BoundClaim(
            Of("separability.identity", "the distance of a selected y_i to s_N is the length of the sum of the others", @"\lVert y_i - s_N \rVert = \left\lVert \sum_{j \in I, j \ne i} y_j \right\rVert", "top-N selection, N ≥ 1; the largest weight"),
            InstanceParts.Vectors | InstanceParts.Size,
            x =>
            {
                var (y, top) = (x.Y, x.Top);
                var others = top.Skip(1).Select(i => y[i]).Prepend(new double[x.Vectors[0].Length]);
                return new(Euclid.Distance(y[top[0]], Euclid.Sum(top.Select(i => y[i]))), Euclid.Norm(Euclid.Sum(others)), x.VectorSet.MaxNorm, Equality: true);
            })
        {
            LongestRealRow = 256,
            When = x => x.Size >= 1,
        },
        Moment("separability.selected-mean", "a selected token's squared distance has the mean Q − a_i²", @"\mathbb{E} \lVert y_i - s_N \rVert^2 = Q - a_i^2", (d, a, _) => (d.Average(v => v.Selected[0]), SeparabilityBounds.Selected(a, 0, 2).Mean)),
        Moment("separability.selected-variance", "a selected token's squared distance has the variance 2[(Q−a_i²)² − (Q4−a_i⁴)]/d_eff", @"\mathrm{Var} \lVert y_i - s_N \rVert^2 = \frac{2\left[ (Q - a_i^2)^2 - (Q_4 - a_i^4) \right]}{d_{\mathrm{eff}}}", (d, a, _) => (Variance(d.Select(v => v.Selected[0])), SeparabilityBounds.Selected(a, 0, 2).Variance)),
        Moment("separability.unselected-mean", "an unselected token's squared distance has the mean Q + a_j²", @"\mathbb{E} \lVert y_j - s_N \rVert^2 = Q + a_j^2", (d, a, b) => (d.Average(v => v.Unselected), SeparabilityBounds.Unselected(a, b, 2).Mean)),
        Moment("separability.unselected-variance", "an unselected token's squared distance has the variance 2[Q² − Q4]/d_eff + 4a_j²Q/d_eff", @"\mathrm{Var} \lVert y_j - s_N \rVert^2 = \frac{2(Q^2 - Q_4) + 4 a_j^2 Q}{d_{\mathrm{eff}}}", (d, a, b) => (Variance(d.Select(v => v.Unselected)), SeparabilityBounds.Unselected(a, b, 2).Variance)),
        Moment("separability.pair-variance", "the difference of the two squared distances has the variance 4[a_i²(Q−a_i²) + a_j²Q]/d_eff", @"V = \frac{4\left[ a_i^2 (Q - a_i^2) + a_j^2 Q \right]}{d_{\mathrm{eff}}}", (d, a, b) => (Variance(d.Select(v => v.Unselected - v.Selected[0])), PairLaw.Difference(a, 0, b, 2).Variance)),
        Bound("separability.cantelli-lower", "E N_s/N at a fixed r is at least the mean of Cantelli's lower bounds", @"\frac{1}{N} \sum_{i \in I} \frac{v_i^2}{v_i^2 + \mathrm{var}_i} \le \mathbb{E} \frac{N_s}{N}, \quad v_i = r^2 - \mathrm{mean}_i > 0", (d, a, _, r) => new(SeparabilityBounds.Cantelli(a, 2, r).Lower, Within(d, r))),
        Bound("separability.cantelli-upper", "E N_s/N at a fixed r is at most the mean of Cantelli's upper bounds", @"\mathbb{E} \frac{N_s}{N} \le \frac{1}{N} \sum_{i \in I} \frac{\mathrm{var}_i}{v_i^2 + \mathrm{var}_i}, \quad v_i = \mathrm{mean}_i - r^2 > 0", (d, a, _, r) => new(Within(d, r), SeparabilityBounds.Cantelli(a, 2, r).Upper)),
        Bound("separability.pair-bound", "a selected token is nearer than an unselected one with chance m²/(m²+V) at least", @"\frac{m^2}{m^2 + V} \le \Pr\left( \lVert y_i - s_N \rVert < \lVert y_j - s_N \rVert \right), \quad m = a_i^2 + a_j^2", (d, a, b, _) => new(PairLaw.ChanceAtLeast(a, 0, b, 2), d.Count(v => v.Selected[0] < v.Unselected - 1e-12) / (double)d.Length)),
        new BoundClaim(
            Of("separability.heads", "H independent heads at share p cover 1 − (1−p)^H", @"1 - (1-p)^H", "p = r/(1+r), H = L; every outcome tried") with { Source = "paper, section on heads", Kind = ClaimKind.Published },
            InstanceParts.LengthOnly | InstanceParts.Amount,
            x =>
            {
                var p = x.Amount / (1 + x.Amount);
                var covered = Enumerable.Range(1, (1 << x.Length) - 1).Sum(set => Enumerable.Range(0, x.Length).Aggregate(1.0, (chance, h) => chance * ((set >> h & 1) == 1 ? p : 1 - p)));
                return new(covered, 1 - Math.Pow(1 - p, x.Length), 0, Equality: true);
            })
        {
            LongestRow = 8,
        },
        new MeasuredClaim(
            Of("separability.pair-normal", "Φ(m/√V) predicts the AUC within 0.01", @"\Pr(i \text{ nearer than } j) \approx \Phi\left( \frac{a_i^2 + a_j^2}{\sqrt{V}} \right)", "d = 64, N = 12 of 16, a_i ∝ e^{−0.15 i}; the figure is simulation less prediction"),
            (seed, effort) =>
            {
                double[] a = [.. Enumerable.Range(1, 16).Select(i => Math.Exp(-0.15 * i))];
                var sum = a.Sum();
                a = [.. a.Select(v => v / sum)];
                var predicted = PairLaw.Auc(a, 12, 64);
                return MeasuredFigure.Mean([.. Draws(16, 64, seed, 4000, effort).Select(x => Separability.At(a, x, [12], 1).Auc[0] - predicted)], 0, 0.01);
            }),
        Capacity("capacity.fixed", "at the fixed r = √N/L, N = √(2d) tokens keep a share of Φ(√(d/(2(N−1)(N−2))))", @"\frac{N_s}{N} \approx \Phi\left( \sqrt{\frac{d}{2(N-1)(N-2)}} \right)", 128, 64, 11, CapacityLaws.FixedRadiusShare(11, 64), 0.05, c => c.FixedRadius[0]),
        Capacity("capacity.auc", "the AUC is Φ(√(d/(2N−1)))", @"\mathrm{AUC} \approx \Phi\left( \sqrt{\frac{d}{2N-1}} \right)", 128, 64, 22, CapacityLaws.Auc(22, 64), 0.01, c => c.Auc[0]),
        Capacity("capacity.median", "at r_med the share is Φ(√(d/(N−1))): 0.96 at N = 22", @"\frac{N_s}{N} \approx \Phi\left( \sqrt{\frac{d}{N-1}} \right)", 128, 64, 22, CapacityLaws.MedianRadiusShare(22, 64), 0.02, c => c.MedianRadius[0]),
        Capacity("capacity.nearest", "at r_min the share follows E K(·)^{L−N}: 0.45 at L = 128, N = 11", @"\frac{N_s}{N} \approx \mathbb{E}_u K\left( \frac{1 + \rho u}{\sqrt{1 + 2\rho u + \rho^2}} \right)^{L-N}", 128, 64, 11, CapacityLaws.NearestRadiusShare(11, 128, 64), 0.02, c => c.NearestRadius[0]),
        Capacity("capacity.nearest-falls", "at r_min the share falls with L: 0.21 at L = 1024, N = 11", @"\frac{N_s}{N} = 0.21", 1024, 64, 11, 0.21, 0.02, c => c.NearestRadius[0]),
        Capacity("capacity.plateau", "at r_min the share is level between 0.70 and 0.85 from N = 16 on", @"0.70 \le \frac{N_s}{N} \le 0.85", 1024, 64, 22, 0.775, 0.075, c => c.NearestRadius[0], "paper, Figure 3, read as a law", ClaimKind.Published),
        new MeasuredClaim(
            Of("capacity.tail", "with a negligible tail the r_min share is free of L: 0.67 at N = 88", @"\frac{N_s}{N} = \frac{1}{N} \sum_{i \in I} \Phi\left( \frac{1}{2} \sqrt{\frac{d_{\mathrm{eff}}}{Q/a_i^2 - 1}} \right)", "d = 64, N = 88 equal weights, 400 others of 1e-7; mean of draws"),
            (seed, effort) =>
            {
                double[] a = [.. Enumerable.Range(0, 488).Select(i => i < 88 ? 1.0 / 88 : 1e-7)];
                return MeasuredFigure.Mean([.. Draws(488, 64, seed, 100, effort).Select(x => Separability.At(a, x, [88], 1).NearestRadius[0])], CapacityLaws.NegligibleTailShare(a.AsSpan(0, 88), 64), 0.02);
            }),
        new MeasuredClaim(
            Of("capacity.half-lost", "half of the r_min share is lost at 1.2 to 1.7 times d/(2 ln L)", @"1.2 \le \frac{N}{d / (2 \ln L)} \le 1.7", "d = 64, L = 1024; from the law, exact quadrature"),
            (_, _) => new MeasuredFigure(Enumerable.Range(1, 200).First(n => CapacityLaws.NearestRadiusShare(n, 1024, 64) <= 0.5) / CapacityLaws.NearestRadiusCapacity(1024, 64), 0, 1.45, 0.25, 1)),
    ];

    private static Claim Of(string id, string words, string statement, string conditions) =>
        new(id, words, statement, "theory, section 3", ClaimKind.New, conditions) { Notebook = "03-separability", Section = Section(id) };

    private static string Section(string id) => id switch
    {
        "separability.identity" => "The token itself drops out",
        "separability.heads" => "How many tokens can be told apart",
        "capacity.plateau" or "capacity.tail" => "Where a plateau comes from",
        _ when id.StartsWith("capacity", StringComparison.Ordinal) => "How many tokens can be told apart",
        _ when id.Contains("pair", StringComparison.Ordinal) => "Pairs: a measure without a radius",
        _ => "Mean and variance",
    };

    private static BoundClaim Moment(string id, string words, string statement, Func<(double[] Selected, double Unselected)[], double[], double, (double, double)> sides) => new(
        Of(id, words, statement, Axes),
        InstanceParts.Row,
        x => On(x, (draws, a, b) =>
        {
            var (enumerated, formula) = sides(draws, a, b);
            return new(enumerated, formula, 1, Equality: true);
        }))
    {
        ShortestRow = 2,
        LongestRow = 5,
    };

    private static BoundClaim Bound(string id, string words, string statement, Func<(double[] Selected, double Unselected)[], double[], double, double, Comparison> sides) => new(
        Of(id, words, statement, Axes),
        InstanceParts.Row | InstanceParts.Amount,
        x => On(x, (draws, a, b) => sides(draws, a, b, x.Amount)))
    {
        ShortestRow = 2,
        LongestRow = 5,

        // On the mean itself Cantelli says nothing, and rounding decides which draws lie within.
        When = x => x.Weights is var a && a.Min() > 1e-3 && Math.Abs(a.Sum(v => v * v) - x.Amount * x.Amount) > 1e-6,
    };

    private static MeasuredClaim Capacity(string id, string words, string statement, int length, int dimension, int n, double expected, double tolerance, Func<SeparabilityCurves, double> measure, string source = "theory, section 3", ClaimKind kind = ClaimKind.New) => new(
        Of(id, words, statement, $"equal weights, isotropic unit vectors, L = {length}, d = {dimension}, N = {n}; mean of draws") with { Source = source, Kind = kind },
        (seed, effort) =>
        {
            double[] weights = [.. Enumerable.Repeat(1.0 / length, length)];
            return MeasuredFigure.Mean([.. Draws(length, dimension, seed, 25_000 / length, effort).Select(x => measure(Separability.At(weights, x, [n], Math.Sqrt(n) / length)))], expected, tolerance);
        });

    private static IEnumerable<VectorSet> Draws(int length, int dimension, int seed, int draws, double effort) =>
        Enumerable.Range(0, Math.Max(12, (int)(draws * effort))).Select(k => VectorSet.RandomUnit(length, dimension, unchecked(seed * 1_000_003 + k)));

    private static double Variance(IEnumerable<double> values)
    {
        var list = values.ToArray();
        var mean = list.Average();
        return list.Average(v => (v - mean) * (v - mean));
    }

    private static double Within((double[] Selected, double Unselected)[] draws, double radius) =>
        draws.Average(d => d.Selected.Count(v => v <= radius * radius) / (double)d.Selected.Length);

    // Squared distances over every draw of all vectors from ±e_1, ±e_2: the first L−1 of the top order selected, the last left out.
    private static Comparison On(Instance x, Func<(double[] Selected, double Unselected)[], double[], double, Comparison> compare)
    {
        var sorted = x.Weights.OrderDescending().ToArray();
        var (a, b) = (sorted[..^1], sorted[^1]);
        var draws = new (double[], double)[1 << (2 * sorted.Length)];
        for (var code = 0; code < draws.Length; code++)
        {
            var (sx, sy) = (0.0, 0.0);
            for (var i = 0; i < a.Length; i++)
            {
                var (ux, uy) = Axis(code >> (2 * i));
                (sx, sy) = (sx + a[i] * ux, sy + a[i] * uy);
            }

            double Square(int i)
            {
                var (ux, uy) = Axis(code >> (2 * i));
                var (dx, dy) = (sorted[i] * ux - sx, sorted[i] * uy - sy);
                return dx * dx + dy * dy;
            }

            draws[code] = ([.. Enumerable.Range(0, a.Length).Select(Square)], Square(a.Length));
        }

        return compare(draws, a, b);
    }

    private static (double X, double Y) Axis(int code) => (code & 3) switch { 0 => (1, 0), 1 => (-1, 0), 2 => (0, 1), _ => (0, -1) };
}
