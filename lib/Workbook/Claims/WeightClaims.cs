using TorchSharp;
using Workbook.Bounds;
using Workbook.Normalizers;

namespace Workbook.Claims;

/// <summary>How small and large one weight can be, and how much entropy bounded logits can take away.</summary>
// The paper's Lemma 1 and Corollary 1; theory section 1.
internal sealed class WeightClaims : IClaimFamily
{
    private const string Bounded = "|l_i| ≤ Δ; tried with Δ/T ≥ 1/2 on rows of up to 40 tokens";

    public IEnumerable<IClaim> Claims =>
    [
        new BoundClaim(
            Of("weights.general", "a normalizer F/ΣF gives no weight above C2/L", @"a_i \le \frac{C_2}{L}, \quad C_2 = \frac{M}{m}", "paper, Lemma 1", ClaimKind.Published, "F = ln(1+e^l) + 1/10 on [−b, b]; tried with b ≥ 1/2 on rows of up to 40 tokens", Published),
            InstanceParts.Row,
            x => General(x, (weights, interval) => new(weights.Max(), interval.Upper, 0)))
        {
            LongestRow = 40,
            Known = [TwoLevels(0.5, -0.5)],
            When = x => Largest(x) is >= 0.5 and < 30,
            Tensors = r => Tensors(r, (weights, least, greatest) => new(weights.amax([-1]), greatest / least / Constant.Of(r.Length), Tiny(least))),
        },
        new BoundClaim(
            Of("weights.general-lower", "a normalizer F/ΣF gives no weight below C1/L", @"\frac{C_1}{L} \le a_i, \quad C_1 = \frac{m}{M}", "paper, Lemma 1", ClaimKind.Published, "F = ln(1+e^l) + 1/10 on [−b, b]; tried with b ≥ 1/2 on rows of up to 40 tokens", Published),
            InstanceParts.Row,
            x => General(x, (weights, interval) => new(interval.Lower, weights.Min(), 0)))
        {
            LongestRow = 40,
            Known = [TwoLevels(-0.5, 0.5)],
            When = x => Largest(x) is >= 0.5 and < 30,
            Tensors = r => Tensors(r, (weights, least, greatest) => new(least / greatest / Constant.Of(r.Length), weights.amin([-1]), Tiny(least))),
        },
        new BoundClaim(
            Of("weights.published", "the largest weight is at most e^{2Δ/T}/L", @"a_i \le \frac{e^{2\Delta/T}}{L}", "paper, Corollary 1", ClaimKind.Published, Bounded, Published),
            InstanceParts.Row,
            x => new(x.Weights.Max(), VanishingBounds.Published(x.Length, x.Logits.Max(Math.Abs), x.Temperature).Upper))
        {
            LongestRow = 40,
            Known = [TwoLevels(0.5, -0.5)],
            When = x => Largest(x) is >= 0.5 and < 300,
            Tensors = r => new(r.Weights.amax([-1]), (Constant.Of(2) * r.Scaled.abs().amax([-1])).exp() / Constant.Of(r.Length)),
        },
        new BoundClaim(
            Of("weights.published-lower", "the smallest weight is at least e^{−2Δ/T}/L", @"\frac{e^{-2\Delta/T}}{L} \le a_i", "paper, Corollary 1", ClaimKind.Published, Bounded, Published),
            InstanceParts.Row,
            x => new(VanishingBounds.Published(x.Length, x.Logits.Max(Math.Abs), x.Temperature).Lower, x.Weights.Min(), 0))
        {
            LongestRow = 40,
            Known = [TwoLevels(-0.5, 0.5)],
            When = x => Largest(x) is >= 0.5 and < 300,
            Tensors = r => new((Constant.Of(-2) * r.Scaled.abs().amax([-1])).exp() / Constant.Of(r.Length), r.Weights.amin([-1]), Tiny(r.Spread)),
        },
        new BoundClaim(
            Of("weights.silent", "up to L = C2 the published upper bound says no more than a ≤ 1", @"1 \le \frac{C_2}{L}, \quad L \le C_2 = e^{2\Delta/T}", "theory, section 1", ClaimKind.Sharp, "L ≤ C2 = e^{2Δ/T}, Δ/T < 300", Sharp),
            InstanceParts.Row,
            x => new(1, VanishingBounds.Published(x.Length, x.Logits.Max(Math.Abs), x.Temperature).Upper))
        {
            LongestRow = 40,
            Known = [Instance.Row([.. Enumerable.Repeat(Math.Log(8) / 2, 8)])],
            When = x => Largest(x) < 300 && x.Length <= Math.Exp(2 * Largest(x)),
            Tensors = r => new(torch.ones_like(r.LogAmount), (Constant.Of(2) * r.Scaled.abs().amax([-1])).exp() / Constant.Of(r.Length)),
        },
        new BoundClaim(
            Of("weights.sharp", "the largest weight is at most 1/(1+(L−1)e^{−D})", @"a_i \le \frac{1}{1+(L-1)e^{-D}}", "theory, section 1", ClaimKind.Sharp, "D = (max l − min l)/T ≥ 1", Sharp),
            InstanceParts.Row,
            x => new(x.Weights.Max(), VanishingBounds.Sharp(x.Length, Spread(x)).Upper))
        {
            ShortestRow = 2,
            LongestRow = 40,
            LongestRealRow = int.MaxValue,
            Known = [Instance.Row(VanishingBounds.ExtremalLogits(10, 3))],
            When = x => Spread(x) >= 1,
            Tensors = r => new(r.Weights.amax([-1]), (Constant.One + Constant.Of(r.Length - 1) * (-r.Spread).exp()).reciprocal()),
        },
        new BoundClaim(
            Of("weights.sharp-lower", "the smallest weight is at least 1/(1+(L−1)e^D)", @"\frac{1}{1+(L-1)e^{D}} \le a_i", "theory, section 1", ClaimKind.Sharp, "1 ≤ D = (max l − min l)/T < 300", Sharp),
            InstanceParts.Row,
            x => new(VanishingBounds.Sharp(x.Length, Spread(x)).Lower, x.Weights.Min(), 0))
        {
            ShortestRow = 2,
            LongestRow = 40,
            LongestRealRow = int.MaxValue,
            Known = [Instance.Row([0, 3, 3, 3])],
            When = x => Spread(x) is >= 1 and < 300,
            Tensors = r => new((Constant.One + Constant.Of(r.Length - 1) * r.Spread.exp()).reciprocal(), r.Weights.amin([-1]), Tiny(r.Spread)),
        },
        new BoundClaim(
            Of("weights.equality", "the sharp upper bound is reached exactly when all other logits are equal", @"a_{\max} = \frac{1}{1+(L-1)e^{-D}} \iff l_j = \min l \text{ for all } j \ne i", "theory, section 1", ClaimKind.Sharp, "1 for yes, 0 for no; 1e-3 < D < 20; rows within 1e-5 of equality without reaching it left out", Sharp),
            InstanceParts.Row,
            x => new(Math.Abs(x.Weights.Max() / VanishingBounds.Sharp(x.Length, Spread(x)).Upper - 1) < 1e-12 ? 1 : 0, Others(x) == 0 ? 1 : 0, 0, Equality: true))
        {
            ShortestRow = 2,
            LongestRealRow = 128,
            Known = [Instance.Row(VanishingBounds.ExtremalLogits(10, 3)), Instance.Row([3, 0.01, 0])],
            When = x => Spread(x) is > 1e-3 and < 20 && (Others(x) == 0 || Others(x) > 1e-5),
        },
        new BoundClaim(
            Of("entropy.ceiling", "H is at most ln L", @"H \le \ln L", "theory, section 1", ClaimKind.Sharp, "any logits", Entropy),
            InstanceParts.Row,
            x => new(EntropyBounds.Entropy(x.Weights), Math.Log(x.Length)))
        {
            ShortestRow = 2,
            LongestRow = 24,
            LongestRealRow = int.MaxValue,
            Known = [Instance.Row([0, 0])],
            Tensors = r => torch.nn.functional.log_softmax(r.Scaled, -1) is var log ? new(-(log.exp() * log).sum(-1), torch.full_like(r.LogAmount, Constant.Of(Math.Log(r.Length)))) : null!,
        },
        new BoundClaim(
            Of("entropy.equality", "a share θ = (y−1)/(e^D−1) of the logits at the top and the rest at the bottom loses all of y − 1 − ln y", @"\ln L - H = y - 1 - \ln y, \quad \theta = \frac{y-1}{e^D-1}", "theory, section 1", ClaimKind.Sharp, "θ = k/L, k = 1 … L/2; D solves for it, below 30", Entropy),
            InstanceParts.LengthOnly | InstanceParts.Amount,
            x =>
            {
                var top = Top(x);
                var spread = MathNet.Numerics.RootFinding.Brent.FindRoot(d => EntropyBounds.ExtremalTopShare(d) - (double)top / x.Length, 1e-4, 60, 1e-13);
                double[] logits = [.. Enumerable.Range(0, x.Length).Select(i => i < top ? spread : 0)];
                return new(Math.Log(x.Length) - EntropyBounds.Entropy(StableSoftmax.Weights(logits)), EntropyBounds.Loss(spread), 0.1, Equality: true);
            })
        {
            ShortestRow = 3,
            LongestRow = 200,
            When = x => 2 * Top(x) < 0.999 * x.Length,
        },
        new BoundClaim(
            Of("entropy.sharp", "ln L − H is at most y − 1 − ln y, y = D/(1 − e^{−D})", @"\ln L - H \le y - 1 - \ln y, \quad y = \frac{D}{1-e^{-D}}", "theory, section 1", ClaimKind.Sharp, "D = (max l − min l)/T", Entropy),
            InstanceParts.Row,
            x => new(Math.Log(x.Length) - EntropyBounds.Entropy(x.Weights), EntropyBounds.Loss(Spread(x))))
        {
            LongestRow = 24,
            LongestRealRow = int.MaxValue,
            Known = [Instance.Row(EntropyBounds.TwoLevelLogits(24, 7, 2.5))],
            When = x => Spread(x) is > 0.3 and < 500,
            Tensors = r =>
            {
                var log = torch.nn.functional.log_softmax(r.Scaled, -1);
                var y = r.Spread / (Constant.One - (-r.Spread).exp());
                return new(Constant.Of(Math.Log(r.Length)) + (log.exp() * log).sum(-1), y - Constant.One - y.log());
            },
        },
        new BoundClaim(
            Of("entropy.quadratic", "the loss y − 1 − ln y is at most min(D²/8, D)", @"y - 1 - \ln y \le \min\left\{ \frac{D^2}{8}, D \right\}", "theory, section 1", ClaimKind.Sharp, "D > 0", Entropy),
            InstanceParts.Row,
            x => new(EntropyBounds.Loss(Spread(x)), Math.Min(Math.Pow(Spread(x), 2) / 8, Spread(x)), 0))
        {
            ShortestRow = 2,
            LongestRealRow = int.MaxValue,
            When = x => Spread(x) is > 1e-6 and < 1e6,
        },
    ];

    private const string Published = "The published bound, step by step";
    private const string Sharp = "The sharp form";
    private const string Entropy = "Entropy: how many tokens are really read";

    private static Claim Of(string id, string words, string statement, string source, ClaimKind kind, string conditions, string section) => new(id, words, statement, source, kind, conditions)
    {
        Notebook = "01-vanishing-attention",
        Section = section,
        Figure = id switch
        {
            "weights.published" or "weights.published-lower" or "weights.silent" or "weights.sharp" or "weights.sharp-lower" => "figure-weights",
            "entropy.sharp" or "entropy.ceiling" => "figure-entropy",
            _ => "",
        },
    };

    // One token at one end, 39 at the other.
    private static Instance TwoLevels(double first, double others) => Instance.Row([first, .. Enumerable.Range(1, 39).Select(_ => others)]);

    private static double Spread(Instance x) => VanishingBounds.Spread(x.Logits, x.Temperature);

    // How far the lowest and the second highest logit lie apart, in units of T.
    private static double Others(Instance x) => x.Logits.OrderDescending().ToArray() is var sorted ? (sorted[1] - sorted[^1]) / x.Temperature : 0;

    // k of the two-level row, from the positive number.
    private static int Top(Instance x) => 1 + (int)((x.Length / 2 - 1) * (x.Amount / (1 + x.Amount)));

    private static double Largest(Instance x) => x.Logits.Max(Math.Abs) / x.Temperature;

    private static double F(double l) => Math.Max(l, 0) + Math.Log(1 + Math.Exp(-Math.Abs(l))) + 0.1;

    private static Comparison General(Instance x, Func<double[], Interval, Comparison> compare)
    {
        double[] f = [.. x.Logits.Select(l => F(l / x.Temperature))];
        var sum = f.Sum();
        return compare([.. f.Select(v => v / sum)], VanishingBounds.General(x.Length, F(-Largest(x)), F(Largest(x))));
    }

    private static TensorSides Tensors(RowBatch r, Func<torch.Tensor, torch.Tensor, torch.Tensor, TensorSides> sides)
    {
        static torch.Tensor F(torch.Tensor l) => -torch.nn.functional.logsigmoid(-l) + Constant.Of(0.1);
        var f = F(r.Scaled);
        var b = r.Scaled.abs().amax([-1]);
        return sides(f / f.sum(-1, keepdim: true), F(-b), F(b));
    }

    // Weights as small as they come: nothing is too small to say something.
    private static torch.Tensor Tiny(torch.Tensor like) => torch.zeros_like(like);
}
