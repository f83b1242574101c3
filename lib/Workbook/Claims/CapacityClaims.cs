using Workbook.Bounds;
using Workbook.Selection;

namespace Workbook.Claims;

/// <summary>How many tokens can be told apart at each radius: laws, and the shares that simulation gives.</summary>
// Theory section 3, "capacity laws".
internal sealed class CapacityClaims : IClaimFamily
{
    // Shares at r_min: L, d, N and the share that theory section 3 states. (L = 128, N = 11 and L = 1024, N = 11 have claims of their own.)
    private static readonly (int Length, int Width, int N, double Share)[] Nearest =
    [
        (128, 64, 5, 0.88), (128, 64, 22, 0.21), (128, 64, 88, 0.11),
        (1024, 64, 5, 0.70), (1024, 64, 22, 0.07), (1024, 64, 88, 0.01),
        (1024, 768, 39, 0.87), (1024, 768, 78, 0.48), (1024, 768, 312, 0.07),
    ];

    // Shares at r_med, d = 64, and with a negligible tail.
    private static readonly (int N, double Share)[] Median = [(11, 0.995), (88, 0.80)];
    private static readonly (int N, double Share)[] Tail = [(11, 0.90), (22, 0.81)];

    public IEnumerable<IClaim> Claims =>
    [
        Capacity("capacity.fixed", "at the fixed r = √N/L, N = √(2d) tokens keep a share of Φ(√(d/(2(N−1)(N−2))))", @"\frac{N_s}{N} \approx \Phi\left( \sqrt{\frac{d}{2(N-1)(N-2)}} \right)", 128, 64, 11, CapacityLaws.FixedRadiusShare(11, 64), 0.05, c => c.FixedRadius[0]),
        Capacity("capacity.auc", "the AUC is Φ(√(d/(2N−1)))", @"\mathrm{AUC} \approx \Phi\left( \sqrt{\frac{d}{2N-1}} \right)", 128, 64, 22, CapacityLaws.Auc(22, 64), 0.01, c => c.Auc[0]),
        Capacity("capacity.median", "at r_med the share is Φ(√(d/(N−1))): 0.96 at N = 22", @"\frac{N_s}{N} \approx \Phi\left( \sqrt{\frac{d}{N-1}} \right)", 128, 64, 22, CapacityLaws.MedianRadiusShare(22, 64), 0.02, c => c.MedianRadius[0]),
        Capacity("capacity.nearest", "at r_min the share follows E K(·)^{L−N}: 0.45 at L = 128, N = 11", @"\frac{N_s}{N} \approx \mathbb{E}_u K\left( \frac{1 + \rho u}{\sqrt{1 + 2\rho u + \rho^2}} \right)^{L-N}", 128, 64, 11, CapacityLaws.NearestRadiusShare(11, 128, 64), 0.02, c => c.NearestRadius[0]),
        Capacity("capacity.nearest-falls", "at r_min the share falls with L: 0.21 at L = 1024, N = 11", @"\frac{N_s}{N} = 0.21", 1024, 64, 11, 0.21, 0.02, c => c.NearestRadius[0]),
        Capacity("capacity.plateau", "at r_min the share is level between 0.70 and 0.85 from N = 16 on", @"0.70 \le \frac{N_s}{N} \le 0.85", 1024, 64, 22, 0.775, 0.075, c => c.NearestRadius[0], "paper, Figure 3, read as a law", ClaimKind.Published),
        new MeasuredClaim(
            Of("capacity.tail", "with a negligible tail the r_min share is free of L: 0.67 at N = 88", @"\frac{N_s}{N} = \frac{1}{N} \sum_{i \in I} \Phi\left( \frac{1}{2} \sqrt{\frac{d_{\mathrm{eff}}}{Q/a_i^2 - 1}} \right)", "d = 64, N = 88 equal weights, 400 others of 1e-7; mean of draws"),
            (seed, effort) => NegligibleTail(88, CapacityLaws.NegligibleTailShare([.. Enumerable.Repeat(1.0 / 88, 88)], 64), seed, effort)),
        new MeasuredClaim(
            Of("capacity.half-lost", "half of the r_min share is lost at 1.2 to 1.7 times d/(2 ln L)", @"1.2 \le \frac{N}{d / (2 \ln L)} \le 1.7", "d = 64, L = 1024; from the law, exact quadrature"),
            (_, _) => new MeasuredFigure(Enumerable.Range(1, 200).First(n => CapacityLaws.NearestRadiusShare(n, 1024, 64) <= 0.5) / CapacityLaws.NearestRadiusCapacity(1024, 64), 0, 1.45, 0.25, 1)),
        Capacity("capacity.fixed-long", "at the fixed r = √N/L the law is free of L", @"\frac{N_s}{N} \approx \Phi\left( \sqrt{\frac{d}{2(N-1)(N-2)}} \right)", 512, 64, 11, CapacityLaws.FixedRadiusShare(11, 64), 0.05, c => c.FixedRadius[0]),
        Capacity("capacity.auc-long", "the law of the AUC is free of L", @"\mathrm{AUC} \approx \Phi\left( \sqrt{\frac{d}{2N-1}} \right)", 512, 64, 22, CapacityLaws.Auc(22, 64), 0.01, c => c.Auc[0]),
        Capacity("capacity.median-long", "the law at r_med is free of L", @"\frac{N_s}{N} \approx \Phi\left( \sqrt{\frac{d}{N-1}} \right)", 512, 64, 22, CapacityLaws.MedianRadiusShare(22, 64), 0.02, c => c.MedianRadius[0]),
        new MeasuredClaim(
            Of("capacity.tail-stands-out", "where a_i²/Q is 4/d a token stands out in 85 of 100 draws", @"\frac{a_i^2}{Q} = \frac{4}{d} \;\Rightarrow\; \frac{N_s}{N} \approx \Phi\left( \frac{1}{\sqrt{1 - 4/d}} \right) = 0.85", "d = 64, N = 16 equal weights, 400 others of 1e-7; mean of draws"),
            (seed, effort) => NegligibleTail(16, 0.85, seed, effort)),
        new MeasuredClaim(
            Of("capacity.tail-saturated", "a share of 0.76 at r_min means a saturated head: twice the tokens add no more than a tenth to N_s", @"N_s(2N) \le 1.1\, N_s(N)", "d = 64, N = 32 equal weights, 400 others of 1e-7, whose share is 0.76; N_s(64)/N_s(32); mean of draws") with { Source = "paper, advice: 70-80 % means saturated, read as a law", Kind = ClaimKind.Published },
            (seed, effort) => MeasuredFigure.Mean([.. SeparabilityClaims.Draws(464, 64, seed, 100, effort).Select(x => 64 * TailShare(x, 64) / (32 * TailShare(x, 32)))], 0.55, 0.55)),
        .. Nearest.Select(s => Capacity($"capacity.nearest-{s.Length}-{s.Width}-{s.N}", FormattableString.Invariant($"at r_min the simulated share is {s.Share:0.00} at L = {s.Length}, d = {s.Width}, N = {s.N}"), FormattableString.Invariant($@"\frac{{N_s}}{{N}} = {s.Share:0.00}"), s.Length, s.Width, s.N, s.Share, 0.03, c => c.NearestRadius[0])),
        .. Median.Select(s => Capacity($"capacity.median-{s.N}", FormattableString.Invariant($"at r_med the simulated share is {s.Share} at N = {s.N}"), FormattableString.Invariant($@"\frac{{N_s}}{{N}} = {s.Share}"), 128, 64, s.N, s.Share, 0.03, c => c.MedianRadius[0])),
        .. Tail.Select(s => new MeasuredClaim(
            Of($"capacity.tail-{s.N}", FormattableString.Invariant($"with a negligible tail the r_min share is {s.Share:0.00} at N = {s.N}"), FormattableString.Invariant($@"\frac{{N_s}}{{N}} = {s.Share:0.00}"), $"d = 64, N = {s.N} equal weights, 400 others of 1e-7; mean of draws"),
            (seed, effort) => NegligibleTail(s.N, s.Share, seed, effort))),
    ];

    private static Claim Of(string id, string words, string statement, string conditions) => new(id, words, statement, "theory, section 3", ClaimKind.New, conditions)
    {
        Notebook = "03-separability",
        Section = id.StartsWith("capacity.tail", StringComparison.Ordinal) || id == "capacity.plateau" ? "Where a plateau comes from" : "How many tokens can be told apart",
        Figure = id.StartsWith("capacity.tail", StringComparison.Ordinal) || id.Contains("-768-", StringComparison.Ordinal) ? "" : "figure-capacity",
    };

    private static MeasuredFigure NegligibleTail(int n, double expected, int seed, double effort) =>
        MeasuredFigure.Mean([.. SeparabilityClaims.Draws(n + 400, 64, seed, 100, effort).Select(x => TailShare(x, n))], expected, 0.02);

    private static double TailShare(VectorSet x, int n) => Separability.At([.. Enumerable.Range(0, x.Count).Select(i => i < n ? 1.0 / n : 1e-7)], x, [n], 1).NearestRadius[0];

    private static MeasuredClaim Capacity(string id, string words, string statement, int length, int dimension, int n, double expected, double tolerance, Func<SeparabilityCurves, double> measure, string source = "theory, section 3", ClaimKind kind = ClaimKind.New) => new(
        Of(id, words, statement, $"equal weights, isotropic unit vectors, L = {length}, d = {dimension}, N = {n}; mean of draws") with { Source = source, Kind = kind },
        (seed, effort) =>
        {
            double[] weights = [.. Enumerable.Repeat(1.0 / length, length)];
            return MeasuredFigure.Mean([.. SeparabilityClaims.Draws(length, dimension, seed, 25_000 / length, effort, length * dimension > 500_000 ? 4 : 12).Select(x => measure(Separability.At(weights, x, [n], Math.Sqrt(n) / length)))], expected, tolerance);
        });
}
