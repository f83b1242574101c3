using TorchSharp;
using Workbook.Bounds;
using Workbook.Normalizers;

namespace Workbook.Claims;

/// <summary>The gap that buys a weight, for softmax and for normalizers that can put all mass on one token.</summary>
// Theory section 1, "inversion".
internal sealed class InversionClaims : IClaimFamily
{
    private const InstanceParts Law = InstanceParts.LengthOnly | InstanceParts.Amount;

    public IEnumerable<IClaim> Claims =>
    [
        new BoundClaim(
            Of("inversion.exact", "one token at gap T ln((L−1)p/(1−p)) above equal ones has the weight p", @"a_1 = p \iff g = T \ln \frac{(L-1)p}{1-p}", "all competitors exactly g below; p = r/(1+r)"),
            Law,
            x =>
            {
                var p = x.Amount / (1 + x.Amount);
                return new(StableSoftmax.Weights(OneAbove(x.Length, GapInversion.GapFor(p, x.Length, x.Temperature)), x.Temperature)[0], p, 0, Equality: true);
            })
        {
            ShortestRow = 2,
            LongestRow = 300,
        },
        new BoundClaim(
            Of("inversion.sufficient", "competitors at least g below leave at least the weight of gap g", @"\frac{1}{1+(L-1)e^{-g/T}} \le a_1, \quad g = \min_j (l_1 - l_j)", "the first token, any gaps"),
            InstanceParts.Row,
            x => new(GapInversion.WeightAt(x.Logits[0] - x.Logits.Skip(1).Max(), x.Length, x.Temperature), x.Weights[0], 0))
        {
            ShortestRow = 2,
            LongestRow = 24,
            LongestRealRow = int.MaxValue,
            When = x => Math.Abs(x.Logits[0] - x.Logits.Skip(1).Max()) < 300 * x.Temperature,
            Tensors = r => new(WeightAt(r, First(r) - Others(r).amax([-1])), r.Weights.select(1, 0), torch.zeros_like(r.LogAmount)),
        },
        new BoundClaim(
            Of("inversion.necessary", "competitors at most g below leave at most the weight of gap g", @"a_1 \le \frac{1}{1+(L-1)e^{-g/T}}, \quad g = \max_j (l_1 - l_j)", "the first token, any gaps"),
            InstanceParts.Row,
            x => new(x.Weights[0], GapInversion.WeightAt(x.Logits[0] - x.Logits.Skip(1).Min(), x.Length, x.Temperature), 0))
        {
            ShortestRow = 2,
            LongestRow = 24,
            LongestRealRow = int.MaxValue,
            When = x => x.Logits.Max() - x.Logits.Min() < 300 * x.Temperature,
            Tensors = r => new(r.Weights.select(1, 0), WeightAt(r, First(r) - Others(r).amin([-1])), torch.zeros_like(r.LogAmount)),
        },
        new BoundClaim(
            Of("inversion.scalable", "scalable softmax gives one token at gap g the weight 1/(1+(L−1)L^{−σg})", @"a_1 = \frac{1}{1+(L-1)L^{-\sigma g}}", "T = 1, logits times σ ln L; σ = 0.43, g = r"),
            Law,
            x => new(Weights(new ScalableSoftmax(), OneAbove(x.Length, x.Amount))[0], GapInversion.ScalableWeightAt(x.Amount, x.Length, 0.43), 0, Equality: true))
        {
            ShortestRow = 2,
            LongestRow = 300,
            IsPlain = false,
            When = x => x.Amount < 50,
        },
        new BoundClaim(
            Of("inversion.partition", "a token whose logit is ln Z + ln(p/(1−p)) holds the mass p against others that sum to Z", @"l = \ln Z + \ln \frac{p}{1-p} \iff a = p, \quad Z = \sum_j e^{l_j}", "T = 1; p = r/(1+r)"),
            InstanceParts.Row | InstanceParts.Amount,
            x =>
            {
                var p = x.Amount / (1 + x.Amount);
                double[] others = [.. x.Logits.Select(l => l / x.Temperature)];
                return new(StableSoftmax.Weights([StableSoftmax.LogPartition(others) + Math.Log(p / (1 - p)), .. others])[0], p, 0, Equality: true);
            })
        {
            LongestRealRow = int.MaxValue,
            When = x => x.Logits.Max(Math.Abs) < 1e3 * x.Temperature,
        },
        new MeasuredClaim(
            Of("inversion.scalable-limit", "as L grows scalable softmax leaves a gap g the weight 0, 1/2, 1 for g below, at, above 1/σ", @"a \to 0, \tfrac{1}{2}, 1 \text{ for } \sigma g < 1, = 1, > 1", "L = 2³⁰, σ = 1, g = 0.5, 1, 1.5; the figure is the greatest distance from the limit"),
            (_, _) => new MeasuredFigure(new[] { (0.5, 0.0), (1, 0.5), (1.5, 1) }.Max(limit => Math.Abs(GapInversion.ScalableWeightAt(limit.Item1, 1 << 30, 1) - limit.Item2)), 0, 0, 1e-4, 1)),
        OneHot("sparsemax", 2, t => new Sparsemax(t)),
        OneHot("entmax", 1.5, t => new Entmax(1.5, t)),
        OneHot("normmax", 2, t => new Normmax(temperature: t)),
        new BoundClaim(
            Of("inversion.softcap", "softcapped logits have a spread of at most 2B/T", @"\max_{i,j} \frac{B\tanh(l_i/B) - B\tanh(l_j/B)}{T} \le \frac{2B}{T}", "any logits; B = r"),
            InstanceParts.Amount,
            x =>
            {
                double[] capped = [.. x.Logits.Select(l => x.Amount * Math.Tanh(l / x.Amount))];
                return new(VanishingBounds.Spread(capped, x.Temperature), GapInversion.SoftcapSpread(x.Amount, x.Temperature), 0);
            })
        {
            ShortestRow = 2,
            LongestRealRow = int.MaxValue,
            Tensors = r =>
            {
                var scaled = r.Scaled * (r.Temperature / r.Amount).unsqueeze(-1);
                var capped = scaled.tanh();
                var unit = r.Amount / r.Temperature;
                return new((capped.amax([-1]) - capped.amin([-1])) * unit, Constant.Of(2) * unit, torch.zeros_like(unit));
            },
        },
    ];

    private static BoundClaim OneHot(string name, double alpha, Func<double, INormalizer> normalizer) => new(
        Of($"inversion.{name}", $"{name} puts all mass on one token exactly when its gap is at least {(alpha == 2 ? "T" : "T/(α−1)")}", alpha == 2 ? @"a_{\max} = 1 \iff g \ge T" : @"a_{\max} = 1 \iff g \ge \frac{T}{\alpha - 1}, \quad \alpha = 1.5", "g the gap to the runner-up; 1 for yes, 0 for no"),
        InstanceParts.Row,
        x => new(Weights(normalizer(x.Temperature), x.Logits).Max() > 1 - 1e-12 ? 1 : 0, Gap(x) >= GapInversion.OneHotGap(alpha, x.Temperature) ? 1 : 0, 0, Equality: true))
    {
        ShortestRow = 2,
        LongestRealRow = int.MaxValue,
        IsPlain = false,
        Known = [Instance.Row([0, 0.9999 / (alpha - 1)]), Instance.Row([0, 1.0001 / (alpha - 1)])],

        // At the threshold itself rounding decides.
        When = x => Math.Abs(Gap(x) / GapInversion.OneHotGap(alpha, x.Temperature) - 1) > 1e-5,
    };

    private static Claim Of(string id, string words, string statement, string conditions) =>
        new(id, words, statement, "theory, section 1", ClaimKind.New, conditions)
        {
            Notebook = id is "inversion.sparsemax" or "inversion.entmax" or "inversion.normmax" ? "05-normalizers" : "01-vanishing-attention",
            Section = id switch
            {
                "inversion.exact" or "inversion.sufficient" or "inversion.necessary" => "How large must the gap be",
                "inversion.partition" => "When logits are not bounded but random",
                "inversion.sparsemax" or "inversion.entmax" or "inversion.normmax" => "Sparsemax: weights that are exactly zero",
                _ => "Two ways round the wall",
            },
            Figure = id switch
            {
                "inversion.exact" or "inversion.sufficient" or "inversion.necessary" => "figure-informative",
                "inversion.scalable" or "inversion.scalable-limit" => "figure-scalable",
                _ => "",
            },
        };

    private static double Gap(Instance x)
    {
        var sorted = x.Logits.OrderDescending().ToArray();
        return sorted[0] - sorted[1];
    }

    private static double[] OneAbove(int length, double gap)
    {
        var logits = new double[length];
        logits[0] = gap;
        return logits;
    }

    private static double[] Weights(INormalizer normalizer, double[] logits)
    {
        using var scope = torch.NewDisposeScope();
        return normalizer.Weights(torch.tensor(logits)).data<double>().ToArray();
    }

    private static torch.Tensor First(RowBatch r) => r.Scaled.select(1, 0);

    private static torch.Tensor Others(RowBatch r) => r.Scaled.narrow(1, 1, r.Length - 1);

    private static torch.Tensor WeightAt(RowBatch r, torch.Tensor gap) => (Constant.One + Constant.Of(r.Length - 1) * (-gap).exp()).reciprocal();
}
