using Workbook.Bounds;
using Workbook.Experiments.Statistics;
using Workbook.Normalizers;
using Workbook.Selection;

namespace Workbook.Claims;

/// <summary>What is lost when only the top N tokens are kept, and how many tokens hold half of the mass.</summary>
// Theory section 2, "critical N" and "keeping only the top N".
internal sealed class KeepingClaims : IClaimFamily
{
    private const InstanceParts TopN = InstanceParts.Vectors | InstanceParts.Size;

    public IEnumerable<IClaim> Claims =>
    [
        new BoundClaim(
            Of("keeping.delete", "deleting the rest costs τ||μ_T||", @"\lVert c - s_N \rVert = \tau \lVert \mu_T \rVert, \quad \tau = 1 - A_N", "μ_T the weighted mean of the rest; 1 ≤ N < L"),
            TopN,
            x => new(Euclid.Distance(Euclid.Sum(x.Y), Sum(x, x.Top)), Tail(x) * Euclid.Norm(Mean(x, x.Rest)), x.VectorSet.MaxNorm, Equality: true))
        {
            ShortestRow = 2,
            LongestRealRow = 256,
            When = Proper,
        },
        new BoundClaim(
            Of("keeping.renormalize", "deleting the rest and renormalizing costs τ||μ_T − μ_H||", @"\left\lVert c - \frac{s_N}{A_N} \right\rVert = \tau \lVert \mu_T - \mu_H \rVert", "μ_H, μ_T the weighted means of the kept and the rest; 1 ≤ N < L"),
            TopN,
            x => new(
                Euclid.Distance(Euclid.Sum(x.Y), Mean(x, x.Top)), TruncationError.TopN(x.Weights, x.VectorSet, x.Size).Renormalizing, x.VectorSet.MaxNorm, Equality: true))
        {
            ShortestRow = 2,
            LongestRealRow = 256,
            When = Proper,
        },
        new BoundClaim(
            Of("keeping.diameter", "renormalizing costs at most τ diam", @"\left\lVert c - \frac{s_N}{A_N} \right\rVert \le \tau\, \mathrm{diam}", "1 ≤ N < L"),
            TopN,
            x => new(TruncationError.TopN(x.Weights, x.VectorSet, x.Size).Renormalizing, Tail(x) * x.VectorSet.Diameter, x.VectorSet.MaxNorm))
        {
            ShortestRow = 2,
            LongestRealRow = 128,
            Known = [Instance.Row([1, 0]) with { Vectors = [[1], [-1]], Selected = [true, false] }],
            When = Proper,
            Tensors = r =>
            {
                var mass = RowBatch.Over(r.Weights, r.Top).unsqueeze(-1);
                var diameter = RowBatch.Norm(r.Vectors.unsqueeze(2) - r.Vectors.unsqueeze(1)).amax([-2, -1]);
                return new(RowBatch.Norm(r.Y.sum(1) - RowBatch.Over(r.Y, r.Top) / mass), RowBatch.Over(r.Weights, Constant.One - r.Top) * diameter, r.Radius);
            },
        },
        new BoundClaim(
            Of("keeping.variation", "renormalizing moves the weights by τ in total variation", @"\mathrm{TV}\left( a', a \right) = \tau", "a' the renormalized top N; 1 ≤ N < L"),
            InstanceParts.Size,
            x =>
            {
                var (weights, top) = (x.Weights, x.Top);
                var mass = top.Sum(i => weights[i]);
                return new(Enumerable.Range(0, x.Length).Sum(i => Math.Abs(weights[i] - (top.Contains(i) ? weights[i] / mass : 0))) / 2, Tail(x), 1, Equality: true);
            })
        {
            ShortestRow = 2,
            LongestRealRow = 256,
            When = x => x.Size >= 1 && x.Size < x.Length,
        },
        new BoundClaim(
            Of("keeping.divergence", "τ is 1 − exp(−KL) of the renormalized weights from all", @"\tau = 1 - e^{-\mathrm{KL}(a' \parallel a)}", "a' the renormalized top N; 1 ≤ N < L"),
            InstanceParts.Size,
            x =>
            {
                var (weights, top) = (x.Weights, x.Top);
                var mass = top.Sum(i => weights[i]);
                var divergence = top.Sum(i => weights[i] > 0 ? weights[i] / mass * Math.Log(weights[i] / mass / weights[i]) : 0);
                return new(Tail(x), 1 - Math.Exp(-divergence), 1, Equality: true);
            })
        {
            ShortestRow = 2,
            LongestRealRow = 256,
            When = x => x.Size >= 1 && x.Size < x.Length,
        },
        new BoundClaim(
            Of("keeping.better", "renormalizing beats deleting exactly when 2 μ_T·μ_H > ||μ_H||²", @"e_{\mathrm{ren}} < e_{\mathrm{del}} \iff 2\, \mu_T \cdot \mu_H > \lVert \mu_H \rVert^2", "1 ≤ N < L; 1 for yes, 0 for no; near ties left out"),
            TopN,
            x =>
            {
                var error = TruncationError.TopN(x.Weights, x.VectorSet, x.Size);
                return new(error.Renormalizing < error.Deleting ? 1 : 0, Better(x) > 0 ? 1 : 0, 0, Equality: true);
            })
        {
            ShortestRow = 2,
            LongestRealRow = 256,
            When = x => Proper(x) && Tail(x) > 1e-6 && Math.Abs(Better(x)) > 1e-6 * Math.Pow(x.VectorSet.MaxNorm, 2) && x.VectorSet.MaxNorm > 0,
        },
        new BoundClaim(
            Of("critical.exponential", "weights e^{−λi} hold half of their mass in ⌈−ln((1+e^{−λL})/2)/λ⌉ tokens", @"N_{1/2} = \left\lceil -\frac{1}{\lambda} \ln \frac{1 + e^{-\lambda L}}{2} \right\rceil", "λ = r between 0.01 and 10"),
            InstanceParts.LengthOnly | InstanceParts.Amount,
            x => new(SelectedMass.HalfMassSize([.. Enumerable.Range(1, x.Length).Select(i => Math.Exp(-x.Amount * i))]), CriticalSelection.ExponentialHalfMass(x.Length, x.Amount), 0, Equality: true))
        {
            LongestRow = 60,
            When = x => x.Amount is >= 0.01 and <= 10,
        },
        new MeasuredClaim(
            Of("critical.zipf-half", "weights i^{−1/2} hold half of their mass in L/4 tokens", @"N_{1/2} \approx L\, 2^{-1/(1-s)}, \quad s = \tfrac{1}{2}", "L = 200,000; exact; ratio to the law"),
            (_, _) => Zipf(0.5)),
        new MeasuredClaim(
            Of("critical.zipf-one", "weights 1/i hold half of their mass in 0.749 √L tokens", @"N_{1/2} \approx e^{-\gamma/2} \sqrt{L} = 0.749 \sqrt{L}", "L = 200,000; exact; ratio to the law"),
            (_, _) => Zipf(1)),
        new MeasuredClaim(
            Of("critical.zipf-two", "weights i^{−2} hold half of their mass in a number of tokens that is free of L", @"N_{1/2}(L) = N_{1/2}(2L), \quad s > 1", "s = 2, from L = 100 to 204,800; exact; the greatest N less the least"),
            (_, _) => Enumerable.Range(0, 12).Select(k => SelectedMass.HalfMassSize([.. Enumerable.Range(1, 100 << k).Select(i => Math.Pow(i, -2))])).ToArray() is var sizes ? new MeasuredFigure(sizes.Max() - sizes.Min(), 0, 0, 0.5, 1) : null!),
        new MeasuredClaim(
            Of("critical.heads", "the paper's critical N depends on the number of heads: four times as many halve the distance at which its test rejects", @"\frac{D_{\mathrm{KS}}(4H)}{D_{\mathrm{KS}}(H)} \approx \tfrac{1}{2}", "two-sample Kolmogorov-Smirnov test at level 0.01, H = 36; exact"),
            (_, _) => new MeasuredFigure(KolmogorovSmirnov.LeastSignificant(144, 144, 0.01) / KolmogorovSmirnov.LeastSignificant(36, 36, 0.01), 0, 0.5, 0.05, 1)),
        new BoundClaim(
            Of("critical.active-set", "the top 6 % of the tokens hold half of the mass", @"\tfrac{1}{2} \le A_N, \quad N = \lceil 0.06\, L \rceil", "any logits") with { Source = "paper, advice: keep the active set below 0.06 L, read as a law", Kind = ClaimKind.Published },
            InstanceParts.Row,
            x => new(0.5, SelectedMass.AllN(x.Weights)[(int)Math.Ceiling(0.06 * x.Length)]))
        {
            ShortestRow = 17,
            LongestRow = 60,
            LongestRealRow = int.MaxValue,
        },
    ];

    private static Claim Of(string id, string words, string statement, string conditions) =>
        new(id, words, statement, "theory, section 2", ClaimKind.New, conditions) { Notebook = "02-distance", Section = id.StartsWith("critical", StringComparison.Ordinal) ? "How many tokens hold half of the mass" : "What is lost by keeping the top N only", AmountName = "λ", Figure = id switch { "keeping.delete" or "keeping.renormalize" or "keeping.diameter" => "figure-truncation", "critical.heads" => "", _ when id.StartsWith("critical", StringComparison.Ordinal) => "figure-half-mass", _ => "" } };

    private static bool Proper(Instance x) => x.Size >= 1 && x.Size < x.Length && Tail(x) > 1e-12;

    private static double Tail(Instance x) => SelectedMass.TailAllN(x.Weights)[x.Size];

    private static double[] Sum(Instance x, int[] tokens)
    {
        var y = x.Y;
        return Euclid.Sum(tokens.Select(i => y[i]));
    }

    private static double[] Mean(Instance x, int[] tokens)
    {
        var weights = x.Weights;
        return Euclid.Times(1 / tokens.Sum(i => weights[i]), Sum(x, tokens));
    }

    private static double Better(Instance x)
    {
        var (head, tail) = (Mean(x, x.Top), Mean(x, x.Rest));
        return 2 * head.Zip(tail, (u, v) => u * v).Sum() - head.Sum(v => v * v);
    }

    private static MeasuredFigure Zipf(double exponent)
    {
        const int Length = 200_000;
        var half = SelectedMass.HalfMassSize([.. Enumerable.Range(1, Length).Select(i => Math.Pow(i, -exponent))]);
        return new MeasuredFigure(half / CriticalSelection.ZipfHalfMass(Length, exponent), 0, 1, 0.01, 1);
    }
}
