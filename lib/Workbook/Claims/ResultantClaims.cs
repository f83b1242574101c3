using Workbook.Bounds;
using Workbook.Normalizers;
using Workbook.Selection;

namespace Workbook.Claims;

/// <summary>The resultant distance d_N = ||c − 2 s_N||, of the top-N selection and of random ones.</summary>
// Theory section 2, "resultant distance" and "random selection, exact".
internal sealed class ResultantClaims : IClaimFamily
{
    private const InstanceParts TopN = InstanceParts.Vectors | InstanceParts.Size;

    public IEnumerable<IClaim> Claims =>
    [
        new BoundClaim(
            Of("resultant.identity", "the norm of the difference of sums is ||c − 2 s_N||", @"\left\lVert \sum_{i \notin I} y_i - s_N \right\rVert = \lVert c - 2 s_N \rVert", "top-N selection, any N"),
            TopN,
            x => new(Euclid.Norm(Euclid.Minus(Sum(x, x.Rest), Sum(x, x.Top))), Resultant(x), x.VectorSet.MaxNorm, Equality: true))
        {
            LongestRealRow = 256,
        },
        new BoundClaim(
            Of("resultant.radius", "d_N is at most Σ a_i||x_i||, so at most R", @"d_N \le \sum_i a_i \lVert x_i \rVert \le R", "top-N selection, any N"),
            TopN,
            x => new(Resultant(x), x.Y.Sum(Euclid.Norm), x.VectorSet.MaxNorm))
        {
            LongestRealRow = 256,
            Known = [DistanceClaims.Equal(4, 0)],
            Tensors = r => new(Resultant(r), RowBatch.Norm(r.Y).sum(-1), r.Radius),
        },
        new BoundClaim(
            Of("resultant.centre", "d_N differs from |1−2A_N| ||m|| by at most Σ a_i||x_i − m||, any m", @"\left| d_N - |1 - 2A_N| \, \lVert m \rVert \right| \le \sum_i a_i \lVert x_i - m \rVert", "top-N selection; m = Σ e_i x_i"),
            TopN | InstanceParts.Step,
            x =>
            {
                var m = Centre(x);
                var mass = x.Top.Sum(i => x.Weights[i]);
                var weights = x.Weights;
                return new(Math.Abs(Resultant(x) - Math.Abs(1 - 2 * mass) * Euclid.Norm(m)), x.Vectors.Select((v, i) => weights[i] * Euclid.Distance(v, m)).Sum(), x.VectorSet.MaxNorm + Euclid.Norm(m));
            })
        {
            LongestRealRow = 128,
            Tensors = r =>
            {
                var m = (r.Vectors * (r.Step * r.Temperature.unsqueeze(-1)).unsqueeze(-1)).sum(1);
                var mass = RowBatch.Over(r.Weights, r.Top);
                return new(
                    (Resultant(r) - (Constant.One - Constant.Of(2) * mass).abs() * RowBatch.Norm(m)).abs(),
                    (r.Weights * RowBatch.Norm(r.Vectors - m.unsqueeze(1))).sum(-1),
                    r.Radius + RowBatch.Norm(m));
            },
        },
        new BoundClaim(
            Of("resultant.output", "d_N differs from ||c|| by at most 2||s_N||", @"\left| d_N - \lVert c \rVert \right| \le 2 \lVert s_N \rVert", "top-N selection, any N"),
            TopN,
            x => new(Math.Abs(Resultant(x) - Euclid.Norm(Euclid.Sum(x.Y))), 2 * Euclid.Norm(Sum(x, x.Top)), x.VectorSet.MaxNorm))
        {
            LongestRealRow = 256,
            Tensors = r => new((Resultant(r) - RowBatch.Norm(r.Y.sum(1))).abs(), Constant.Of(2) * RowBatch.Norm(RowBatch.Over(r.Y, r.Top)), r.Radius),
        },
        new BoundClaim(
            Of("resultant.dispersed", "||s_N|| is at most C2 (N/L) R", @"\lVert s_N \rVert \le C_2 \frac{N}{L} R, \quad a_i \le \frac{C_2}{L}", "top-N selection, N ≥ 1; C2 = L max a"),
            TopN,
            x => new(Euclid.Norm(Sum(x, x.Top)), x.Weights.Max() * x.Size * x.VectorSet.MaxNorm, x.VectorSet.MaxNorm))
        {
            LongestRealRow = 256,
            When = x => x.Size >= 1,
            Tensors = r => new(RowBatch.Norm(RowBatch.Over(r.Y, r.Top)), r.Weights.amax([-1]) * r.Size * r.Radius, r.Radius),
        },
        new BoundClaim(
            Of("resultant.half-mass", "where the mass splits in half, d is least up to twice the spread of the vectors", @"d_{N_0} \le \min_N d_N + 2 \sum_i a_i \lVert x_i - c \rVert, \quad N_0 = \arg\min_N |1 - 2A_N|", "top-N selections"),
            InstanceParts.Vectors,
            x =>
            {
                var (weights, vectors) = (x.Weights, x.VectorSet);
                var d = ResultantDistance.AllN(weights, vectors);
                var mass = SelectedMass.AllN(weights);
                var half = Enumerable.Range(0, d.Length).MinBy(n => Math.Abs(1 - 2 * mass[n]));
                var c = ContextVector.Whole(weights, vectors);
                return new(d[half], d.Min() + 2 * x.Vectors.Select((v, i) => weights[i] * Euclid.Distance(v, c)).Sum(), vectors.MaxNorm);
            })
        {
            LongestRealRow = 256,
            Known = [DistanceClaims.Equal(3, 1)],
        },
        new BoundClaim(
            Of("resultant.mean-square", "E d_N² is κ||c||² + (1−κ) Σ||y_i||²", @"\mathbb{E}\, d_N^2 = \kappa \lVert c \rVert^2 + (1-\kappa) \sum_i \lVert y_i \rVert^2, \quad \kappa = 1 - \frac{4N(L-N)}{L(L-1)}", "I uniform among the N-subsets, every one tried (L ≤ 10)"),
            TopN,
            x => new(SelectionEnumeration.SquaredResultant(x.Weights, x.VectorSet, x.Size), RandomSelection.MeanSquaredResultant(x.Weights, x.VectorSet)[x.Size], Square(x), Equality: true))
        {
            LongestRow = 10,
        },
        Kappa("resultant.kappa-zero", "κ is 0 at N = (L ± √L)/2, where E d_N² is Σ||y_i||² alone", @"\kappa = 0, \quad N = \frac{L \pm \sqrt{L}}{2}", "L = m² a square, N = m(m+1)/2 and m(m−1)/2; 1 + |κ| of both", m => 1 + Math.Abs(RandomSelection.Kappa(m * m, m * (m + 1) / 2)) + Math.Abs(RandomSelection.Kappa(m * m, m * (m - 1) / 2)), _ => 1),
        Kappa("resultant.kappa-least", "κ is least at N = L/2, where it is −1/(L−1)", @"\min_N \kappa = -\frac{1}{L-1}", "L = 2m; every N tried", m => Enumerable.Range(0, 2 * m + 1).Min(n => RandomSelection.Kappa(2 * m, n)), m => -1.0 / (2 * m - 1)),
        new BoundClaim(
            Of("resultant.ends", "d_0 = d_L = ||c||", @"d_0 = d_L = \lVert c \rVert", "the two added up"),
            InstanceParts.Vectors,
            x => new(ResultantDistance.AllN(x.Weights, x.VectorSet) is var d ? d[0] + d[^1] : 0, 2 * Euclid.Norm(Euclid.Sum(x.Y)), x.VectorSet.MaxNorm, Equality: true))
        {
            LongestRealRow = 256,
        },
        new BoundClaim(
            Of("resultant.root", "E d_N is at most the root of E d_N²", @"\mathbb{E}\, d_N \le \sqrt{\mathbb{E}\, d_N^2}", "I uniform among the N-subsets, every one tried (L ≤ 8)"),
            TopN,
            x => new(
                ExpectationClaims.Subsets(x.Length, x.Size).Average(set => ResultantDistance.OfSubset(x.Weights, x.VectorSet, Indices(set))),
                Math.Sqrt(RandomSelection.MeanSquaredResultant(x.Weights, x.VectorSet)[x.Size]),
                x.VectorSet.MaxNorm))
        {
            LongestRow = 8,
            Known = [DistanceClaims.Equal(4, 0)],
        },
        Half("resultant.half", "E d² of random halves is at most R² C2/(L−1)", @"\mathbb{E}\, d_{L/2}^2 \le \frac{R^2 C_2}{L-1}, \quad a_i \le \frac{C_2}{L}", ClaimKind.New, x => ResultantBounds.RandomHalfCeiling(x.Length, x.Length * x.Weights.Max(), x.VectorSet.MaxNorm)),
        Half("resultant.half-over-L", "E d² of random halves is at most R² C2/L", @"\mathbb{E}\, d_{L/2}^2 \le \frac{R^2 C_2}{L}, \quad a_i \le \frac{C_2}{L}", ClaimKind.New, x => Math.Pow(x.VectorSet.MaxNorm, 2) * x.Weights.Max()),
    ];

    private static BoundClaim Kappa(string id, string words, string statement, string conditions, Func<int, double> value, Func<int, double> bound) => new(
        Of(id, words, statement, conditions),
        InstanceParts.LengthOnly,
        x => new(value(x.Length), bound(x.Length), 0, Equality: true))
    {
        ShortestRow = 2,
        LongestRow = 40,
    };

    private static BoundClaim Half(string id, string words, string statement, ClaimKind kind, Func<Instance, double> bound) => new(
        Of(id, words, statement, "I uniform among the subsets of size L/2, L even; C2 = L max a; closed form") with { Kind = kind },
        InstanceParts.Vectors,
        x => new(RandomSelection.MeanSquaredResultant(x.Weights, x.VectorSet)[x.Length / 2], bound(x), Square(x)))
    {
        ShortestRow = 2,
        LongestRealRow = 256,
        Known = [Instance.Row([0, 0]) with { Vectors = [[1], [-1]] }],
        When = x => x.Length % 2 == 0,
        Tensors = r =>
        {
            // κ = −1/(L−1) at N = L/2.
            var kappa = -1.0 / (r.Length - 1);
            var squares = r.Y.square().sum([-2, -1]);
            var value = Constant.Of(kappa) * r.Y.sum(1).square().sum(-1) + Constant.Of(1 - kappa) * squares;
            var ceiling = r.Radius.square() * r.Weights.amax([-1]);
            return new(value, id.EndsWith('L') ? ceiling : ceiling * Constant.Of((double)r.Length / (r.Length - 1)), r.Radius.square());
        },
    };

    private static Claim Of(string id, string words, string statement, string conditions) =>
        new(id, words, statement, "theory, section 2", ClaimKind.New, conditions) { Notebook = "02-distance", Section = id is "resultant.identity" or "resultant.radius" or "resultant.ends" ? "Two distances that must not be mixed" : "The resultant distance", Figure = id is "resultant.centre" or "resultant.half-mass" or "resultant.mean-square" or "resultant.ends" ? "figure-resultant" : "" };

    private static int[] Indices(bool[] set) => [.. Enumerable.Range(0, set.Length).Where(i => set[i])];

    private static double[] Sum(Instance x, int[] tokens)
    {
        var y = x.Y;
        return tokens.Length == 0 ? new double[x.Vectors[0].Length] : Euclid.Sum(tokens.Select(i => y[i]));
    }

    private static double[] Centre(Instance x) => Euclid.Sum(x.Vectors.Zip(x.Step, (v, e) => Euclid.Times(e, v)));

    private static double Resultant(Instance x) => ResultantDistance.OfSubset(x.Weights, x.VectorSet, x.Top);

    private static TorchSharp.torch.Tensor Resultant(RowBatch r) => RowBatch.Norm(r.Y.sum(1) - Constant.Of(2) * RowBatch.Over(r.Y, r.Top));

    private static double Square(Instance x) => Math.Pow(x.VectorSet.MaxNorm, 2);
}
