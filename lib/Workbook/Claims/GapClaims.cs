using Workbook.Bounds;
using Workbook.Selection;

namespace Workbook.Claims;

/// <summary>The critical inverse temperature of rows whose gaps are known.</summary>
// Hayase and Karakida 2026, arXiv 2605.12697; the rows of three shapes.
internal sealed class GapClaims : IClaimFamily
{
    public IEnumerable<IClaim> Claims =>
    [
        Shape("gap.one-above", "one token g above L − 1 equal ones turns at Λ = ln(L)/g", @"\Lambda = \frac{\ln L}{g}", "g = r", x => GapCounting.Of([x.Amount, .. new double[x.Length - 1]]).CriticalInverse, x => Math.Log(x.Length) / x.Amount),
        Shape("gap.equal-steps", "logits that fall by δ from token to token turn at Λ = ln(2)/δ", @"\Lambda = \frac{\ln 2}{\delta}", "δ = r", x => GapCounting.Of([.. Enumerable.Range(0, x.Length).Select(i => -x.Amount * i)]).CriticalInverse, x => Math.Log(2) / x.Amount),
        new BoundClaim(
            Of("gap.exponent", "Λ is α ln L over the contact gap, α the contact exponent", @"\Lambda = \frac{\alpha \ln L}{\Delta_\Lambda}, \quad \alpha = \frac{\ln N(\Delta_\Lambda)}{\ln L}", "any logits without a tie at the top; Λ as the greatest rate over all gaps, counted anew"),
            InstanceParts.Row,
            x => GapCounting.Of(x.Logits) is var gaps ? new(x.Temperature * x.Logits.Where(l => l < x.Logits.Max()).Max(l => Math.Log(x.Logits.Count(k => k >= l)) / (x.Logits.Max() - l)), x.Temperature * gaps.ContactExponent(x.Length) * Math.Log(x.Length) / gaps.ContactGap, 0, Equality: true) : default)
        {
            ShortestRow = 2,
            LongestRow = 40,
            LongestRealRow = 256,
            When = x => GapCounting.Of(x.Logits) is { ContactGap: > 0 } gaps && double.IsFinite(gaps.CriticalInverse),
        },
        new MeasuredClaim(
            Of("gap.gaussian", "of 1024 independent Gaussian logits the median Λ is 4.1", @"\mathrm{median}\, \Lambda = 4.1", "L = 1024, deviation 1; median of 400 rows at least, 95 % interval from the ranks"),
            (seed, effort) =>
            {
                var draws = Math.Max(400, (int)(4000 * effort));
                double[] rates = [.. Enumerable.Range(0, draws).Select(k => GapCounting.Of(GaussianDraw.Logits(1024, 1, unchecked(seed * 1_000_003 + k))).CriticalInverse).Order()];
                var ranks = (int)Math.Ceiling(0.98 * Math.Sqrt(draws));
                return new MeasuredFigure(rates[draws / 2], (rates[draws / 2 + ranks] - rates[draws / 2 - ranks]) / 2, 4.1, 0.2, draws);
            }),
    ];

    private static Claim Of(string id, string words, string statement, string conditions) =>
        new(id, words, statement, "arXiv 2605.12697, finite rows", ClaimKind.New, conditions) { Notebook = "04-temperature-and-gradients", Section = "Counting gaps" };

    private static BoundClaim Shape(string id, string words, string statement, string conditions, Func<Instance, double> counted, Func<Instance, double> law) => new(
        Of(id, words, statement, conditions),
        InstanceParts.LengthOnly | InstanceParts.Amount,
        x => new(counted(x), law(x), 0, Equality: true))
    {
        ShortestRow = 2,
        LongestRow = 300,
    };
}
