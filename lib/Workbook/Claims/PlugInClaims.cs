using Workbook.Bounds;
using Workbook.Normalizers;
using Workbook.Selection;

namespace Workbook.Claims;

/// <summary>The plug-in reading of Theorem 1 (ii), and the passes that give a reading at every N.</summary>
// The paper's Theorem 1 (ii), with s of the top-N selection in every term; theory section 2, "all N at once".
internal sealed class PlugInClaims : IClaimFamily
{
    private const InstanceParts Uses = InstanceParts.Vectors | InstanceParts.Size;
    private const string Random = "Random selection";
    private const string Dominated = "paper, Corollary 2 (i), which tokens Σ||a_i x_i|| is made of";
    private const string Plug = @"\frac{L-N}{L} \sum_i \lVert s_N - y_i \rVert";

    public IEnumerable<IClaim> Claims =>
    [
        new BoundClaim(
            Of("expectation.plug-in-lower", "the plug-in curve, with s of the top-N selection in every term, is at most E D_N", Plug + @" \le \mathbb{E}\, D_N", "paper, Theorem 1 (ii), the plug-in reading as a lower bound", ClaimKind.Published, "I uniform among the N-subsets, every one tried (L ≤ 8)", Random),
            Uses,
            x => new(PlugIn(x), Mean(x), x.VectorSet.MaxNorm))
        {
            ShortestRow = 2,
            LongestRow = 8,
            Known = [Halves(8, first: 1)],
            When = Proper,
        },
        new BoundClaim(
            Of("expectation.plug-in-upper", "the plug-in curve is at least E D_N", @"\mathbb{E}\, D_N \le " + Plug, "paper, Theorem 1 (ii), the plug-in reading as an upper bound", ClaimKind.Published, "I uniform among the N-subsets, every one tried (L ≤ 8)", Random),
            Uses,
            x => new(Mean(x), PlugIn(x), x.VectorSet.MaxNorm))
        {
            ShortestRow = 2,
            LongestRow = 8,
            Known = [Halves(8, first: 0)],
            When = Proper,
        },
        new BoundClaim(
            Of("expectation.plug-in-length", "the plug-in curve is (L−N)||s_N|| up to ((L−N)/L) Σ||y_i||: it too measures the length of s_N", @"\left| " + Plug + @" - (L-N) \lVert s_N \rVert \right| \le \frac{L-N}{L} \sum_i \lVert y_i \rVert", "new", ClaimKind.New, "top-N selection, 1 ≤ N < L", Random),
            Uses,
            x => new(Math.Abs(PlugIn(x) - (x.Length - x.Size) * Euclid.Norm(Context(x))), (x.Length - x.Size) / (double)x.Length * x.Y.Sum(Euclid.Norm), x.VectorSet.MaxNorm))
        {
            ShortestRow = 2,
            LongestRealRow = 128,
            Known = [DistanceClaims.Equal(5, 2)],
            When = Proper,
            Tensors = r =>
            {
                var s = RowBatch.Over(r.Y, r.Top);
                var share = DistanceClaims.Outside(r, r.Top).sum(-1) / Constant.Of(r.Length);
                var curve = share * RowBatch.Norm(s.unsqueeze(1) - r.Y).sum(-1);
                return new((curve - share * Constant.Of(r.Length) * RowBatch.Norm(s)).abs(), share * RowBatch.Norm(r.Y).sum(-1), r.Radius);
            },
        },
        new BoundClaim(
            Of("expectation.every-n", "the scalars ||c||², c·y_i and ||y_i||² give the main sum at every N", @"\lVert \mu_i \rVert^2 = \rho^2 \lVert c \rVert^2 - 2\rho(1+\rho)\, c \cdot y_i + (1+\rho)^2 \lVert y_i \rVert^2, \quad \rho = \frac{N}{L-1}", "theory, section 2", ClaimKind.New, "all N; Σ_N E_P by the scalars and by the definition, to 1e-6", Random),
            InstanceParts.Vectors,
            x => new(RandomSelection.MainSum(x.Weights, x.VectorSet).Sum(), Enumerable.Range(0, x.Length + 1).Sum(n => MainSum(x, n)), 1e3 * x.VectorSet.MaxNorm, Equality: true))
        {
            ShortestRow = 2,
            LongestRealRow = 64,
            When = x => x.VectorSet.MaxNorm > 1e-6,
        },
        new MeasuredClaim(
            Of("expectation.left-out", "the tokens outside the top N hold the share Φ(Φ⁻¹(1 − N/L) − σ) of Σ||y_i||: nearly all of it at N fixed", @"\frac{\sum_{i \notin I_N} \lVert y_i \rVert}{\sum_i \lVert y_i \rVert} \approx \Phi\left( \Phi^{-1}(1 - N/L) - \sigma \right)", Dominated, ClaimKind.New, "unit vectors, iid Gaussian logits, σ = 1, L = 4096, N = 5; mean of draws", Random),
            (seed, effort) => Outside(5, seed, effort)),
        new MeasuredClaim(
            Of("expectation.low-half", "the half with the lesser weights holds the share Φ(−σ) of Σ||y_i||: a sixth at σ = 1", @"\frac{\sum_{i > L/2} \lVert y_i \rVert}{\sum_i \lVert y_i \rVert} \approx \Phi(-\sigma)", Dominated, ClaimKind.New, "unit vectors, iid Gaussian logits, σ = 1, L = 4096, tokens by falling weight; mean of draws", Random),
            (seed, effort) => Outside(2048, seed, effort)),
        new BoundClaim(
            Of("resultant.every-n", "one sort and one running sum give the d_N of the definition at every N", @"d_N = \Big\lVert \sum_{i \notin I} y_i - s_N \Big\rVert, \quad N = 0, \dots, L", "theory, section 2", ClaimKind.New, "top-N selections, all N; Σ_N d_N by the pass and by the definition", "Two distances that must not be mixed"),
            InstanceParts.Vectors,
            x => new(ResultantDistance.AllN(x.Weights, x.VectorSet).Sum(), Enumerable.Range(0, x.Length + 1).Sum(n => Resultant(x, n)), x.VectorSet.MaxNorm, Equality: true))
        {
            ShortestRow = 2,
            LongestRealRow = 128,
            When = x => x.VectorSet.MaxNorm > 1e-6,
        },
    ];

    private static Claim Of(string id, string words, string statement, string source, ClaimKind kind, string conditions, string section) =>
        new(id, words, statement, source, kind, conditions) { Notebook = "02-distance", Section = section, Figure = id.StartsWith("expectation.plug-in", StringComparison.Ordinal) ? "figure-expectations" : "" };

    // Of unit vectors ||y_i|| is the weight, and what the top N leave is a tail of the normal distribution moved by σ.
    private static MeasuredFigure Outside(int n, int seed, double effort) => MeasuredFigure.Mean(
        [.. Enumerable.Range(0, Math.Max(40, (int)(400 * effort))).Select(k => SelectedMass.TailAllN(StableSoftmax.Weights(GaussianLogits.Draw(4096, 1, unchecked((seed * 1_000_003) + k))))[n])],
        1 - CriticalSelection.GaussianMass(n / 4096.0, 1),
        0.003);

    // Equal weights; the selected half has one vector, the other half the other, 0 or 1.
    private static Instance Halves(int length, double first) => Instance.Row(first == 1 ? [.. Enumerable.Range(0, length).Select(i => i < length / 2 ? 0.0 : -60)] : new double[length]) with
    {
        Vectors = [.. Enumerable.Range(0, length).Select(i => new[] { i < length / 2 ? first : 1 - first })],
        Selected = [.. Enumerable.Range(0, length).Select(i => i < length / 2)],
    };

    private static bool Proper(Instance x) => x.Size >= 1 && x.Size < x.Length;

    private static double PlugIn(Instance x) => RandomSelection.PlugIn(x.Weights, x.VectorSet)[x.Size];

    private static double Mean(Instance x) => SelectionEnumeration.Cumulative(x.Weights, x.VectorSet, x.Size);

    private static double[] Context(Instance x) => ContextVector.TopN(x.Weights, x.VectorSet, x.Size);

    private static double MainSum(Instance x, int n)
    {
        var y = x.Y;
        var (c, rho) = (Euclid.Sum(y), n / (x.Length - 1.0));
        return (x.Length - n) / (double)x.Length * y.Sum(v => Euclid.Norm(Euclid.Minus(Euclid.Times(rho, Euclid.Minus(c, v)), v)));
    }

    private static double Resultant(Instance x, int n)
    {
        var (y, order) = (x.Y, TopOrder.Of(x.Weights));
        double[] Sum(int[] tokens) => tokens.Select(i => y[i]).Aggregate(new double[x.Vectors[0].Length], (s, v) => [.. s.Zip(v, (a, b) => a + b)]);
        return Euclid.Norm(Euclid.Minus(Sum(order[n..]), Sum(order[..n])));
    }
}
