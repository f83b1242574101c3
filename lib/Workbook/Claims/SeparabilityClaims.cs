using Workbook.Bounds;
using Workbook.Selection;

namespace Workbook.Claims;

/// <summary>Moments of the distances to s_N and the pair law.</summary>
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
        Common("separability.common-selected", "a common mean μ adds ||μ||²[(A−a_i)² − (Q−a_i²)] to a selected token's mean", @"\mathbb{E} \lVert y_i - s_N \rVert^2 = Q - a_i^2 + \lVert \mu \rVert^2 \left[ (A - a_i)^2 - (Q - a_i^2) \right]", (d, a, _) => (d.Average(v => v.Selected[0]), SeparabilityBounds.Selected(a, 0, 2).Mean + SeparabilityBounds.CommonMeanSelected(a, 0, Math.Sqrt(0.5)))),
        Common("separability.common-unselected", "a common mean μ adds ||μ||²[A² − Q − 2a_j A] to an unselected token's mean", @"\mathbb{E} \lVert y_j - s_N \rVert^2 = Q + a_j^2 + \lVert \mu \rVert^2 \left[ A^2 - Q - 2 a_j A \right]", (d, a, b) => (d.Average(v => v.Unselected), SeparabilityBounds.Unselected(a, b, 2).Mean + SeparabilityBounds.CommonMeanUnselected(a, b, Math.Sqrt(0.5)))),
        Moment("separability.pair-mean", "a selected token is nearer than an unselected one by a_i² + a_j² in the mean of squares", @"\mathbb{E} \left( \lVert y_j - s_N \rVert^2 - \lVert y_i - s_N \rVert^2 \right) = a_i^2 + a_j^2", (d, a, b) => (d.Average(v => v.Unselected - v.Selected[0]), PairLaw.Difference(a, 0, b, 2).Mean)),
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
    ];

    private static Claim Of(string id, string words, string statement, string conditions) => new(id, words, statement, "theory, section 3", ClaimKind.New, conditions)
    {
        Notebook = "03-separability",
        Section = id switch
        {
            "separability.identity" => "The token itself drops out",
            "separability.heads" => "How many tokens can be told apart",
            _ when id.Contains("pair", StringComparison.Ordinal) => "Pairs: a measure without a radius",
            _ => "Mean and variance",
        },
        Figure = id.Contains("cantelli", StringComparison.Ordinal) ? "figure-radius" : "",
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

    // The same over every draw of all vectors from e_1, e_2: their mean has the square length 1/2.
    private static BoundClaim Common(string id, string words, string statement, Func<(double[] Selected, double Unselected)[], double[], double, (double, double)> sides) => new(
        Of(id, words, statement, "x_i independent, uniform on e_1, e_2 (||μ||² = 1/2); the L−1 largest weights selected, L ≤ 8; every draw tried"),
        InstanceParts.Row,
        x => On(x, (draws, a, b) =>
        {
            var (enumerated, formula) = sides(draws, a, b);
            return new(enumerated, formula, 1, Equality: true);
        }, axes: 2))
    {
        ShortestRow = 2,
        LongestRow = 8,
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

    internal static IEnumerable<VectorSet> Draws(int length, int dimension, int seed, int draws, double effort, int fewest = 12) =>
        Enumerable.Range(0, Math.Max(fewest, (int)(draws * effort))).Select(k => VectorSet.RandomUnit(length, dimension, unchecked(seed * 1_000_003 + k)));

    private static double Variance(IEnumerable<double> values)
    {
        var list = values.ToArray();
        var mean = list.Average();
        return list.Average(v => (v - mean) * (v - mean));
    }

    private static double Within((double[] Selected, double Unselected)[] draws, double radius) =>
        draws.Average(d => d.Selected.Count(v => v <= radius * radius) / (double)d.Selected.Length);

    // Squared distances over every draw of all vectors from ±e_1, ±e_2, or from e_1, e_2: the first L−1 of the top order selected, the last left out.
    private static Comparison On(Instance x, Func<(double[] Selected, double Unselected)[], double[], double, Comparison> compare, int axes = 4)
    {
        var bits = axes / 2;
        var sorted = x.Weights.OrderDescending().ToArray();
        var (a, b) = (sorted[..^1], sorted[^1]);
        var draws = new (double[], double)[1 << (bits * sorted.Length)];
        for (var code = 0; code < draws.Length; code++)
        {
            var (sx, sy) = (0.0, 0.0);
            for (var i = 0; i < a.Length; i++)
            {
                var (ux, uy) = Axis(code >> (bits * i), axes);
                (sx, sy) = (sx + a[i] * ux, sy + a[i] * uy);
            }

            double Square(int i)
            {
                var (ux, uy) = Axis(code >> (bits * i), axes);
                var (dx, dy) = (sorted[i] * ux - sx, sorted[i] * uy - sy);
                return dx * dx + dy * dy;
            }

            draws[code] = ([.. Enumerable.Range(0, a.Length).Select(Square)], Square(a.Length));
        }

        return compare(draws, a, b);
    }

    private static (double X, double Y) Axis(int code, int axes) => (code & (axes - 1)) switch { 0 => (1, 0), 1 => axes == 4 ? (-1, 0) : (0, 1), 2 => (0, 1), _ => (0, -1) };
}
