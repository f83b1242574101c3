using Workbook.Bounds;
using Workbook.Experiments.Simulations;
using Workbook.Normalizers;

namespace Workbook.Claims;

/// <summary>Sensitivity of simple rows over the temperature, and the inverse temperature at which a row turns from spreading to picking.</summary>
// Theory section 4, "both ends of temperature"; Hayase and Karakida 2026, arXiv 2605.12697.
internal sealed class TemperatureClaims : IClaimFamily
{
    private const InstanceParts Law = InstanceParts.LengthOnly | InstanceParts.Amount;
    private const string Gaps = "arXiv 2605.12697, finite rows";

    public IEnumerable<IClaim> Claims =>
    [
        Of("temperature.two-tokens", "two tokens with gap g have ||J||₂ = sech²(g/2T)/(2T)", @"\lVert J \rVert_2 = \frac{\mathrm{sech}^2(g/2T)}{2T}", "g/T at most 40", Law,
            x => new(SoftmaxJacobian.SpectralNorm(StableSoftmax.Weights([x.Amount, 0], x.Temperature), x.Temperature), TemperatureLaws.TwoTokens(x.Amount, x.Temperature), 0, Equality: true), 2, 2, x => x.Amount <= 40 * x.Temperature),
        Of("temperature.two-token-peak", "two tokens with gap g are never more sensitive than 0.4477/g", @"\frac{\mathrm{sech}^2(g/2T)}{2T} \le \frac{0.4477}{g}", "any T", Law,
            x => new(TemperatureLaws.TwoTokens(x.Amount, x.Temperature), TemperatureLaws.TwoTokenPeak(x.Amount).Sensitivity, 0), 2, 2),
        new MeasuredClaim(
            Temperature("temperature.worst", "the worst temperature of two tokens is T* = g/1.5434", @"T^* = \frac{g}{1.5434}, \quad 2u \tanh u = 1, \; u = \frac{g}{2T^*}", "g = 1; the best of 40,001 temperatures on the norm of the Jacobian; g/T*"),
            (_, _) => new MeasuredFigure(1 / Enumerable.Range(0, 40_001).Select(k => 0.5 + 1e-5 * k).MaxBy(t => SoftmaxJacobian.SpectralNorm(StableSoftmax.Weights([1, 0], t), t)), 0, 1.5434, 1e-4, 1)),
        Of("temperature.falls", "twice the tokens lower the worst temperature", @"T^*(2L) \le T^*(L)", "one token g above L−1 equal ones", Law,
            x => new(SensitivityExperiment.WorstTemperature(x.Amount, 2 * x.Length).Temperature, SensitivityExperiment.WorstTemperature(x.Amount, x.Length).Temperature, 0), 3, 100),
        Of("temperature.grows", "twice the tokens raise the greatest sensitivity", @"\max_T \lVert J \rVert_2(L) \le \max_T \lVert J \rVert_2(2L)", "one token g above L−1 equal ones", Law,
            x => new(SensitivityExperiment.WorstTemperature(x.Amount, x.Length).Sensitivity, SensitivityExperiment.WorstTemperature(x.Amount, 2 * x.Length).Sensitivity, 0), 3, 100),
        new BoundClaim(
            Temperature("temperature.advice", "no row is more sensitive at a temperature above 0.1 than at 0.1", @"\lVert J(T) \rVert_2 \le \lVert J(0.1) \rVert_2, \quad T \ge 0.1", "softmax, logits at most 2 apart; T between 0.1 and 1000") with { Source = "paper, advice: avoid T ≤ 0.1, read for every row", Kind = ClaimKind.Published },
            InstanceParts.Row,
            x => new(SoftmaxJacobian.SpectralNorm(x.Weights, x.Temperature), SoftmaxJacobian.SpectralNorm(StableSoftmax.Weights(x.Logits, 0.1), 0.1), 0.1))
        {
            ShortestRow = 2,
            LongestRealRow = int.MaxValue,
            Known = [Instance.Row([2, 0], 2 / 1.5434)],
            When = x => x.Temperature >= 0.1 && x.Logits.Max() - x.Logits.Min() <= 2,
        },
        Of("temperature.one-above", "one token g above L−1 equal ones has T||J||₂ = max{p(1−p)L/(L−1), (1−p)/(L−1)}", @"T \lVert J \rVert_2 = \max\left\{ \frac{p(1-p)L}{L-1}, \frac{1-p}{L-1} \right\}", "p its weight; g/T at most 40", Law,
            x => new(SoftmaxJacobian.SpectralNorm(StableSoftmax.Weights(OneAbove(x), x.Temperature), x.Temperature), TemperatureLaws.OneAboveEqual(x.Amount, x.Length, x.Temperature), 0, Equality: true), 3, 100, x => x.Amount <= 40 * x.Temperature),
        Of("temperature.half-mass", "at T = g/ln(L−1) the sensitivity is L ln(L−1)/(4(L−1)g): it grows with ln L", @"\lVert J \rVert_2 = \frac{L \ln(L-1)}{4(L-1)g}, \quad T = \frac{g}{\ln(L-1)}", "one token g above L−1 equal ones", Law,
            x =>
            {
                var (temperature, sensitivity) = TemperatureLaws.HalfMass(x.Amount, x.Length);
                return new(SoftmaxJacobian.SpectralNorm(StableSoftmax.Weights(OneAbove(x), temperature), temperature), sensitivity, 0, Equality: true);
            }, 3, 300),
        Gap("gap.largest", "above the critical inverse temperature the largest weight is at least 1 − 1/r", @"1 - \frac{1}{r} \le a_{\max}, \quad r = \frac{1}{T\Lambda} > 1", (x, gaps) => new(GapCounting.LargestWeightFloor(gaps.Ratio(x.Temperature)), x.Weights.Max(), 0), r => r is > 1 and < 1e6),
        Gap("gap.entropy", "above the critical inverse temperature H is at most ln ρ + ρ² − ρ", @"H \le \ln \rho + \rho^2 - \rho, \quad \rho = \frac{r}{r-1}", (x, gaps) => new(EntropyBounds.Entropy(x.Weights), GapCounting.EntropyCeiling(gaps.Ratio(x.Temperature))), r => r is > 1.001 and < 1e3),
        Gap("gap.difference", "below the critical inverse temperature the two largest weights differ by at most r/(e(1−r))", @"a_{(1)} - a_{(2)} \le \frac{r}{e(1-r)}, \quad r = \frac{1}{T\Lambda} < 1", (x, gaps) => new(Difference(x), GapCounting.TopDifferenceCeiling(gaps.Ratio(x.Temperature)), 0), r => r is > 1e-6 and < 1),
        Gap("gap.count", "below the critical inverse temperature 1/a_max is at least N(Δ_Λ)^{1−r}", @"N(\Delta_\Lambda)^{1-r} \le \frac{1}{a_{\max}}, \quad r = \frac{1}{T\Lambda} < 1", (x, gaps) => new(gaps.EffectiveCountFloor(gaps.Ratio(x.Temperature)), 1 / x.Weights.Max(), 0), r => r is > 0 and < 1),
    ];

    private static BoundClaim Of(string id, string words, string statement, string conditions, InstanceParts uses, Func<Instance, Comparison> compare, int shortest, int longest, Func<Instance, bool>? when = null) => new(
        Temperature(id, words, statement, conditions), uses, compare)
    {
        ShortestRow = shortest,
        LongestRow = longest,
        When = when ?? (_ => true),
    };

    private static Claim Temperature(string id, string words, string statement, string conditions) =>
        new(id, words, statement, "theory, section 4", ClaimKind.New, conditions) { Notebook = "04-temperature-and-gradients", Section = "Two temperature regimes", AmountName = "g", Figure = "figure-regimes" };

    private static BoundClaim Gap(string id, string words, string statement, Func<Instance, GapCounting, Comparison> compare, Func<double, bool> when) => new(
        new Claim(id, words, statement, Gaps, ClaimKind.New, "any logits without a tie at the top") { Notebook = "04-temperature-and-gradients", Section = "Counting gaps", Figure = id is "gap.largest" or "gap.count" ? "figure-gaps" : "" },
        InstanceParts.Row,
        x => compare(x, GapCounting.Of(x.Logits)))
    {
        ShortestRow = 2,
        LongestRow = 40,
        LongestRealRow = int.MaxValue,
        When = x => GapCounting.Of(x.Logits) is { ContactGap: > 0 } gaps && double.IsFinite(gaps.CriticalInverse) && when(gaps.Ratio(x.Temperature)),
    };

    private static double[] OneAbove(Instance x)
    {
        var logits = new double[x.Length];
        logits[0] = x.Amount;
        return logits;
    }

    private static double Difference(Instance x)
    {
        var sorted = x.Weights.OrderDescending().ToArray();
        return sorted[0] - sorted[1];
    }
}
