using Workbook.Bounds;
using Workbook.Normalizers;
using Workbook.Selection;

namespace Workbook.Claims;

/// <summary>Softmax over independent Gaussian logits: exact integrals and the approximations of both regimes.</summary>
// Theory section 1, "Gaussian logits".
internal sealed class GaussianClaims : IClaimFamily
{
    private const int Length = 1024;
    private const InstanceParts Law = InstanceParts.LengthOnly | InstanceParts.Amount;

    public IEnumerable<IClaim> Claims =>
    [
        new BoundClaim(
            Of("gaussian.log-partition", "E ln Z is at most ln L + σ²/2", @"\mathbb{E} \ln Z \le \ln L + \frac{\sigma^2}{2}", "iid Gaussian logits of deviation σ < 3.5"),
            Law,
            x => new(GaussianLogits.MeanLogPartition(x.Length, x.Amount), Math.Log(x.Length) + x.Amount * x.Amount / 2, 0))
        {
            ShortestRow = 2,
            LongestRow = 64,
            When = x => x.Amount < 3.5,
        },
        new BoundClaim(
            Of("gaussian.log-partition-cold", "E ln Z is at most σ σ_c once σ ≥ σ_c", @"\mathbb{E} \ln Z \le \sigma \sqrt{2 \ln L}, \quad \sigma \ge \sqrt{2 \ln L}", "iid Gaussian logits of deviation σ < 3.5"),
            Law,
            x => new(GaussianLogits.MeanLogPartition(x.Length, x.Amount), GaussianLogits.LogPartitionCeiling(x.Length, x.Amount), 0))
        {
            ShortestRow = 2,
            LongestRow = 32,
            When = x => x.Amount < 3.5 && x.Amount >= GaussianLogits.CriticalDeviation(x.Length),
        },
        new MeasuredClaim(
            Of("gaussian.entropy", "E H = E ln Z − σ²(1 − E Σa²): simulation less formula is 0", @"\mathbb{E} H = \mathbb{E} \ln Z - \sigma^2 \left( 1 - \mathbb{E} \sum_i a_i^2 \right)", "L = 64, σ = 2"),
            (seed, effort) => Gap(Rows(64, 2, seed, 20_000, effort), a => EntropyBounds.Entropy(a), GaussianLogits.MeanEntropy(64, 2), 0.003)),
        new MeasuredClaim(
            Of("gaussian.squares", "E Σa² is the integral: simulation less formula is 0", @"\mathbb{E} \sum_i a_i^2 = L \int t\, \mathbb{E}\left[ e^{2\sigma g} e^{-t e^{\sigma g}} \right] \varphi(t)^{L-1} dt", "L = 64, σ = 2"),
            (seed, effort) => Gap(Rows(64, 2, seed + 1, 20_000, effort), a => a.Sum(v => v * v), GaussianLogits.MeanSumOfSquares(64, 2), 0.001)),
        new MeasuredClaim(
            Of("gaussian.log-partition-exact", "E ln Z is the integral: simulation less formula is 0", @"\mathbb{E} \ln Z = \int_0^\infty \frac{e^{-t} - \varphi(t)^L}{t}\, dt", "L = 64, σ = 2"),
            (seed, effort) => MeasuredFigure.Mean([.. Rows(64, 2, seed + 4, 20_000, effort).Select(l => StableSoftmax.LogPartition(l) - GaussianLogits.MeanLogPartition(64, 2))], 0, 0.003)),
        new MeasuredClaim(
            Of("gaussian.squares-dispersed", "E Σa² is e^{σ²}/L up to 0.4 σ_c: the ratio there is 1", @"\mathbb{E} \sum_i a_i^2 \approx \frac{e^{\sigma^2}}{L}, \quad \sigma \le 0.4\, \sigma_c", "L = 1024, σ = 0.4 σ_c; exact quadrature; the ratio"),
            (_, _) => GaussianLogits.CriticalDeviation(Length) is var c ? Exact(GaussianLogits.MeanSumOfSquares(Length, 0.4 * c) / GaussianLogits.DispersedSumOfSquares(Length, 0.4 * c), 1, 0.15) : null!),
        new MeasuredClaim(
            Of("gaussian.disperses", "beyond L = e^{σ²/2} a head disperses: e^H is the share e^{−σ²/2} of L", @"e^{H} \approx L\, e^{-\sigma^2/2}, \quad L \gg e^{\sigma^2/2}", "L = 65,536, σ = 2; exact quadrature; e^H over the law"),
            (_, _) => Exact(Math.Exp(GaussianLogits.MeanEntropy(65_536, 2) - GaussianLogits.DispersedEntropy(65_536, 2)), 1, 0.02)),
        new MeasuredClaim(
            Of("gaussian.condensed-short", "below L = e^{σ²/2} a head is condensed: four times the tokens do not double e^H", @"\frac{e^{H(4L)}}{e^{H(L)}} < 2, \quad L < e^{\sigma^2/2}", "σ = 4, L = 64; e^{σ²/2} = 2,981; exact quadrature; the ratio lies between 1 and 2"),
            (_, _) => Exact(Math.Exp(GaussianLogits.MeanEntropy(256, 4) - GaussianLogits.MeanEntropy(64, 4)), 1.5, 0.5)),
        new BoundClaim(
            Of("gaussian.scalable", "scalable softmax is condensed, L < e^{σ²/2}, exactly when ln L > 2/(σ_s std)²", @"L < e^{\sigma^2/2} \iff \ln L > \frac{2}{(\sigma_s\, \mathrm{std})^2}, \quad \sigma = \sigma_s\, \mathrm{std} \ln L", "σ_s std = r between 0.1 and 10; 1 for yes, 0 for no"),
            Law,
            x => new(2 * Math.Log(x.Length) < Math.Pow(x.Amount * Math.Log(x.Length), 2) ? 1 : 0, Math.Log(x.Length) > 2 / (x.Amount * x.Amount) ? 1 : 0, 0, Equality: true))
        {
            ShortestRow = 2,
            LongestRow = 300,
            When = x => x.Amount is > 0.1 and < 10 && Math.Abs(Math.Log(x.Length) * x.Amount * x.Amount - 2) > 1e-9,
        },
        new MeasuredClaim(
            Of("gaussian.dispersed", "ln L − σ²/2 is off by 0.015 at σ = 1.5", @"H \approx \ln L - \frac{\sigma^2}{2}, \quad \sigma \le \frac{\sigma_c}{2}", "L = 1024, σ = 1.5; exact quadrature"),
            (_, _) => Exact(Math.Abs(GaussianLogits.MeanEntropy(Length, 1.5) - GaussianLogits.DispersedEntropy(Length, 1.5)), 0.015, 0.002)),
        new MeasuredClaim(
            Of("gaussian.dispersed-edge", "ln L − σ²/2 is off by 0.06 at σ = σ_c/2", @"H \approx \ln L - \frac{\sigma^2}{2}, \quad \sigma = \frac{\sigma_c}{2}", "L = 1024, σ = 1.86; exact quadrature"),
            (_, _) => Exact(Math.Abs(GaussianLogits.MeanEntropy(Length, 1.86) - GaussianLogits.DispersedEntropy(Length, 1.86)), 0.06, 0.002)),
        new MeasuredClaim(
            Of("gaussian.condensed", "at σ = 1.5 σ_c, E Σa² is still 0.44, not its limit 1/3", @"\mathbb{E} \sum_i a_i^2 = 0.44 > 1 - \frac{\sigma_c}{\sigma} = \frac{1}{3}", "L = 1024, σ = 1.5 σ_c; exact quadrature"),
            (_, _) => Exact(GaussianLogits.MeanSumOfSquares(Length, 1.5 * GaussianLogits.CriticalDeviation(Length)), 0.44, 0.005)),
        new MeasuredClaim(
            Of("gaussian.half-mass", "the N that holds half of the mass is Φ(−σ) L: 6 % of L at σ = 1.55", @"\frac{N_{1/2}}{L} \approx \Phi(-\sigma)", "L = 4096, σ = 1.55; mean of draws"),
            (seed, effort) => MeasuredFigure.Mean([.. Rows(4096, 1.55, seed + 2, 400, effort).Select(l => SelectedMass.HalfMassSize(StableSoftmax.Weights(l)) / 4096.0)], CriticalSelection.GaussianHalfMassShare(1.55), 0.002)),
        new MeasuredClaim(
            Of("gaussian.mass", "the top N/L of the tokens holds Φ(σ + Φ⁻¹(N/L))", @"A_N \approx \Phi\left( \sigma + \Phi^{-1}(N/L) \right)", "L = 4096, σ = 1.55, N = 205; mean of draws"),
            (seed, effort) => MeasuredFigure.Mean([.. Rows(4096, 1.55, seed + 3, 400, effort).Select(l => SelectedMass.AllN(StableSoftmax.Weights(l))[205])], CriticalSelection.GaussianMass(205 / 4096.0, 1.55), 0.005)),
    ];

    private static Claim Of(string id, string words, string statement, string conditions) =>
        new(id, words, statement, "theory, section 1", ClaimKind.New, conditions)
        {
            Notebook = "01-vanishing-attention",
            Section = "When logits are not bounded but random",
            AmountName = "σ",
            Figure = id switch
            {
                "gaussian.entropy" or "gaussian.dispersed" or "gaussian.dispersed-edge" => "figure-gaussian",
                "gaussian.disperses" or "gaussian.condensed-short" => "figure-condensation",
                _ => "",
            },
        };

    private static IEnumerable<double[]> Rows(int length, double deviation, int seed, int draws, double effort) =>
        Enumerable.Range(0, Math.Max(40, (int)(draws * effort))).Select(k => GaussianLogits.Draw(length, deviation, unchecked((seed * 1_000_003) + k)));

    private static MeasuredFigure Gap(IEnumerable<double[]> rows, Func<double[], double> measure, double formula, double tolerance) =>
        MeasuredFigure.Mean([.. rows.Select(l => measure(StableSoftmax.Weights(l)) - formula)], 0, tolerance);

    private static MeasuredFigure Exact(double figure, double expected, double tolerance) => new(figure, 0, expected, tolerance, 1);
}
