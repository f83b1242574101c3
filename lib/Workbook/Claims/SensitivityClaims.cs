using MathNet.Numerics.LinearAlgebra;
using Workbook.Bounds;
using Workbook.Normalizers;
using static TorchSharp.torch;

namespace Workbook.Claims;

/// <summary>The Jacobian of softmax and of the paper's family: published and sharp bounds of its norms.</summary>
// The paper's Lemma 2 and Corollary 3; theory section 4.
internal sealed class SensitivityClaims : IClaimFamily
{
    private static readonly Instance TwoEqual = Instance.Row([0, 0]);

    public IEnumerable<IClaim> Claims =>
    [
        Norm("sensitivity.published", "||J||₂ is at most min{1/(4T), √2}", @"\lVert J \rVert_2 \le \min\left\{ \frac{1}{4T}, \sqrt{2} \right\}", "paper, Corollary 3", ClaimKind.Published, "softmax, any logits", Refuted,
            x => new(Spectral(x), SensitivityBounds.Published(x.Temperature), 1 / x.Temperature),
            r => new(Spectral(r), minimum(Constant.Of(0.25) / r.Temperature, full_like(r.LogTemperature, Constant.Of(Math.Sqrt(2)))), r.Temperature.reciprocal())),
        Norm("sensitivity.quarter", "||J||₂ is at most 1/(4T)", @"\lVert J \rVert_2 \le \frac{1}{4T}", "paper, Corollary 3, its first term", ClaimKind.Published, "softmax, any logits", Refuted,
            x => new(Spectral(x), SensitivityBounds.LargestEntry(x.Temperature), 1 / x.Temperature),
            r => new(Spectral(r), Constant.Of(0.25) / r.Temperature, r.Temperature.reciprocal())),
        Norm("sensitivity.root-two", "||J||₂ is at most √2", @"\lVert J \rVert_2 \le \sqrt{2}", "paper, Corollary 3, its second term", ClaimKind.Published, "softmax, any logits", Refuted,
            x => new(Spectral(x), Math.Sqrt(2), 1 / x.Temperature),
            r => new(Spectral(r), full_like(r.LogTemperature, Constant.Of(Math.Sqrt(2))), r.Temperature.reciprocal())),
        Norm("sensitivity.sharp", "||J||₂ is at most 1/(2T)", @"\lVert J \rVert_2 \le \frac{1}{2T}", "theory, section 4", ClaimKind.Sharp, "softmax, any logits", Mended,
            x => new(Spectral(x), SensitivityBounds.Sharp(x.Temperature), 1 / x.Temperature),
            r => new(Spectral(r), Constant.Of(0.5) / r.Temperature, r.Temperature.reciprocal()), [TwoEqual]),
        Norm("sensitivity.frobenius", "||J||_F is at most 1/(2T)", @"\lVert J \rVert_F \le \frac{1}{2T}", "theory, section 4", ClaimKind.Sharp, "softmax, any logits", Mended,
            x => new(SoftmaxJacobian.FrobeniusNorm(x.Weights, x.Temperature), SensitivityBounds.Sharp(x.Temperature), 1 / x.Temperature),
            r => new(Frobenius(r), Constant.Of(0.5) / r.Temperature, r.Temperature.reciprocal()), [TwoEqual]),
        Norm("sensitivity.powers", "T²||J||_F² is S2 − 2S3 + S2², at most S2 − S2²", @"S_2 - 2S_3 + S_2^2 \le S_2 - S_2^2, \quad S_k = \sum_i a_i^k", "theory, section 4", ClaimKind.Sharp, "any weights", Mended,
            x => new(Math.Pow(SoftmaxJacobian.FrobeniusNorm(x.Weights), 2), Power(x, 2) - Math.Pow(Power(x, 2), 2)),
            r => new((Frobenius(r) * r.Temperature).square(), r.Weights.square().sum(-1) - r.Weights.square().sum(-1).square()), [TwoEqual]),
        Norm("sensitivity.quarter-square", "S2 − S2² is at most 1/4", @"S_2 - S_2^2 \le \tfrac{1}{4}, \quad S_2 = \sum_i a_i^2", "theory, section 4", ClaimKind.Sharp, "any weights", Mended,
            x => new(Power(x, 2) - Math.Pow(Power(x, 2), 2), 0.25),
            r => new(r.Weights.square().sum(-1) - r.Weights.square().sum(-1).square(), full_like(r.LogTemperature, Constant.Of(0.25))), [TwoEqual]),
        Norm("sensitivity.equality", "T||J||_F is 1/2 exactly when two tokens share all the weight evenly", @"T \lVert J \rVert_F = \tfrac{1}{2} \iff a = \left( \tfrac{1}{2}, \tfrac{1}{2}, 0, \dots \right)", "theory, section 4", ClaimKind.Sharp, "1 for yes, 0 for no, both to 1e-12; rows within 1e-5 of equality without reaching it left out", Mended,
            x => new(Math.Abs(SoftmaxJacobian.FrobeniusNorm(x.Weights) - 0.5) < 1e-12 ? 1 : 0, OffTwo(x) < 1e-12 ? 1 : 0, 0, Equality: true), null, [TwoEqual, Instance.Row([0, 0, -100])], when: x => OffTwo(x) is < 1e-14 or > 1e-5),
        new BoundClaim(
            new Claim("sensitivity.every-p", "in every l_p norm ||J e|| is at most ||e||/(2T)", @"\lVert J e \rVert_p \le \frac{\lVert e \rVert_p}{2T}, \quad p \ge 1", "theory, section 4", ClaimKind.Sharp, "softmax, any logits and step; p = 1 + r, at most 51") { Notebook = "04-temperature-and-gradients", Section = Mended },
            InstanceParts.Step | InstanceParts.Amount,
            x => new(Lp(SoftmaxJacobian.Apply(x.Weights, x.Step), 1 + x.Amount) / Lp(x.Step, 1 + x.Amount), 0.5))
        {
            ShortestRow = 2,
            LongestRealRow = int.MaxValue,
            Known = [TwoEqual with { Step = [1, -1] }],
            When = x => x.Amount <= 50 && x.Step.Max(Math.Abs) > 1e-9 * x.Temperature,
        },
        Norm("sensitivity.entry", "no entry of J exceeds 1/(4T)", @"\max_{i,j} |J_{ij}| \le \frac{1}{4T}", "theory, section 4", ClaimKind.Sharp, "softmax, any logits", Mended,
            x => new(SoftmaxJacobian.LargestEntry(x.Weights, x.Temperature), SensitivityBounds.LargestEntry(x.Temperature), 1 / x.Temperature),
            r => new((r.Weights * (Constant.One - r.Weights)).amax([-1]) / r.Temperature, Constant.Of(0.25) / r.Temperature, r.Temperature.reciprocal()), [TwoEqual]),
        Norm("sensitivity.infinity", "||J||_inf = ||J||_1 is at most 1/(2T)", @"\lVert J \rVert_\infty \le \frac{1}{2T}", "theory, section 4", ClaimKind.Sharp, "softmax, any logits", Mended,
            x => new(SoftmaxJacobian.InfinityNorm(x.Weights, x.Temperature), SensitivityBounds.Sharp(x.Temperature), 1 / x.Temperature),
            r => new(Constant.Of(2) * (r.Weights * (Constant.One - r.Weights)).amax([-1]) / r.Temperature, Constant.Of(0.5) / r.Temperature, r.Temperature.reciprocal()), [TwoEqual]),
        Norm("sensitivity.infinity-to-one", "from inf to 1, J is at most 1/T", @"\lVert J \rVert_{\infty \to 1} = \max_B \frac{4 a(B)(1 - a(B))}{T} \le \frac{1}{T}", "theory, section 4", ClaimKind.Sharp, "softmax, any logits; every set B tried", Mended,
            x => new(SoftmaxJacobian.InfinityToOneNorm(x.Weights, x.Temperature), SensitivityBounds.InfinityToOne(x.Temperature), 1 / x.Temperature), null, [TwoEqual], longest: 8),
        Same("sensitivity.signs", "from inf to 1 the norm is max 4a(B)(1−a(B))/T, the best of all sign vectors", @"\max_{v \in \{-1, 1\}^L} \lVert Jv \rVert_1 = \max_B \frac{4 a(B)(1 - a(B))}{T}", 7,
            x => new(Signs(x.Length).Max(v => SoftmaxJacobian.Apply(x.Weights, v).Sum(Math.Abs)), SoftmaxJacobian.InfinityToOneNorm(x.Weights), 1, Equality: true)),
        Same("sensitivity.rows", "||J||_inf is max 2a_i(1−a_i)/T", @"\lVert J \rVert_\infty = \max_i \frac{2 a_i (1 - a_i)}{T}", 10,
            x => new(Dense(x).InfinityNorm(), SoftmaxJacobian.InfinityNorm(x.Weights), 1, Equality: true)),
        Same("sensitivity.secular", "T||J||₂ is the root of Σ a_i/(a_i − λ) = 0 between the two largest weights", @"\sum_i \frac{a_i}{a_i - \lambda} = 0, \quad \lambda = T \lVert J \rVert_2", 10,
            x => new(Dense(x).L2Norm(), SoftmaxJacobian.SpectralNorm(x.Weights), 1, Equality: true)),
        Norm("sensitivity.cheap-lower", "T||J||₂ is at least max{q, max a(1−a), (p+q−(p−q)²)/2}", @"\max\left\{ q, \max_i a_i(1-a_i), \tfrac{1}{2}(p + q - (p-q)^2) \right\} \le T \lVert J \rVert_2", "theory, section 4", ClaimKind.Sharp, "p ≥ q the two largest weights", Jacobian,
            x => new(SoftmaxJacobian.SpectralBracket(x.Weights).Lower, SoftmaxJacobian.SpectralNorm(x.Weights), 0), null, [TwoEqual]),
        Norm("sensitivity.cheap-upper", "T||J||₂ is at most min{p, 2 max a(1−a)}", @"T \lVert J \rVert_2 \le \min\left\{ p, 2 \max_i a_i(1-a_i) \right\}", "theory, section 4", ClaimKind.Sharp, "p the largest weight", Jacobian,
            x => new(SoftmaxJacobian.SpectralNorm(x.Weights), SoftmaxJacobian.SpectralBracket(x.Weights).Upper, 0),
            r => new(Spectral(r) * r.Temperature, minimum(r.Weights.amax([-1]), Constant.Of(2) * (r.Weights * (Constant.One - r.Weights)).amax([-1])), zeros_like(r.LogTemperature)), [TwoEqual]),
        Norm("sensitivity.quotient", "the Jacobian of F/ΣF is (diag(a) − aaᵀ) diag(F'/F)", @"J = \left( \mathrm{diag}(a) - a a^\top \right) \mathrm{diag}(g), \quad g_j = \frac{F'(l_j)}{F(l_j)}", "paper, Lemma 2, differentiated", ClaimKind.Published, "F = ln(1+e^l) + 1/10, T = 1; Frobenius norms of the formula and of autograd's Jacobian", Other,
            x => new(ByAutograd(x), Formula(x, out _).FrobeniusNorm(), 0.1, Equality: true), longest: 8, plain: false),
        Norm("sensitivity.general", "a normalizer F/ΣF has ||J||₂ at most half its greatest log-derivative", @"\lVert J \rVert_2 \le \frac{1}{2} \max_j \left| \frac{F'(l_j)}{F(l_j)} \right|", "theory, section 4, Lemma 2 mended", ClaimKind.Sharp, "F = ln(1+e^l) + 1/10, T = 1", Other,
            General, General, longest: 8),
        Norm("sensitivity.small-F", "halving every F multiplies ||J||₂ by 3/2 at least: a vanishing min F makes it unstable", @"\lVert J(l - T\ln 2) \rVert_2 \ge \tfrac{3}{2} \lVert J(l) \rVert_2", "paper, Lemma 2, its dependence on min F read as a cause", ClaimKind.Published, "F = e^{l/T}", Other,
            x => new(1.5 * Spectral(x), SoftmaxJacobian.SpectralNorm(StableSoftmax.Weights([.. x.Logits.Select(l => l - x.Temperature * Math.Log(2))], x.Temperature), x.Temperature), 1 / x.Temperature)),
        Norm("sensitivity.probe-mean", "over random unit directions E||Jv||² is ||J||_F²/L", @"\mathbb{E} \lVert Jv \rVert^2 = \frac{\lVert J \rVert_F^2}{L}", "theory, section 4", ClaimKind.New, "T = 1; the mean over the L axes, which has the second moments of a uniform direction", "What a random probe sees",
            x => new(Enumerable.Range(0, x.Length).Average(k => SoftmaxJacobian.Apply(x.Weights, [.. Enumerable.Range(0, x.Length).Select(i => i == k ? 1.0 : 0)]).Sum(v => v * v)), Math.Pow(SoftmaxJacobian.RandomDirectionNorm(x.Weights), 2), 1, Equality: true)),
        Norm("sensitivity.probe", "a random unit direction sees at most 1/(2T √L)", @"\sqrt{\mathbb{E} \lVert Jv \rVert^2} = \frac{\lVert J \rVert_F}{\sqrt{L}} \le \frac{1}{2T\sqrt{L}}", "theory, section 4", ClaimKind.New, "v uniform on the unit sphere", "What a random probe sees",
            x => new(SoftmaxJacobian.RandomDirectionNorm(x.Weights, x.Temperature), SensitivityBounds.RandomDirection(x.Length, x.Temperature), 1 / x.Temperature),
            r => new(Frobenius(r) / Constant.Of(Math.Sqrt(r.Length)), Constant.Of(0.5 / Math.Sqrt(r.Length)) / r.Temperature, r.Temperature.reciprocal()), [TwoEqual]),
    ];

    private const string Jacobian = "The Jacobian";
    private const string Refuted = "The published bound, refuted";
    private const string Mended = "The bound, mended";
    private const string Other = "Any other normalizer of the family";

    private static BoundClaim Norm(string id, string words, string statement, string source, ClaimKind kind, string conditions, string section, Func<Instance, Comparison> compare, Func<RowBatch, TensorSides>? tensors = null, IEnumerable<Instance>? known = null, int longest = 12, bool plain = true, Func<Instance, bool>? when = null) => new(
        new Claim(id, words, statement, source, kind, conditions)
        {
            Notebook = "04-temperature-and-gradients",
            Section = id == "sensitivity.secular" ? Jacobian : section,
            Figure = id switch
            {
                "sensitivity.published" or "sensitivity.quarter" or "sensitivity.root-two" or "sensitivity.sharp" => "figure-temperature",
                "sensitivity.probe" or "sensitivity.probe-mean" => "figure-probe",
                _ => "",
            },
        },
        InstanceParts.Row,
        compare)
    {
        IsPlain = plain,
        When = when ?? (_ => true),
        ShortestRow = 2,
        LongestRow = longest,
        LongestRealRow = longest < 12 ? longest : int.MaxValue,
        Known = known ?? [],
        Tensors = tensors,
    };

    private static BoundClaim Same(string id, string words, string statement, int longest, Func<Instance, Comparison> compare) =>
        Norm(id, words, statement, "theory, section 4", ClaimKind.Sharp, "any weights, T = 1", Mended, compare, longest: longest);

    // How far the weights are from two that share everything evenly.
    private static double OffTwo(Instance x) => x.Weights.OrderDescending().ToArray() is var sorted ? Math.Max(Math.Abs(sorted[0] - 0.5), Math.Abs(sorted[1] - 0.5)) : 0;

    // ||v||_p, scaled so that no power overflows.
    private static double Lp(double[] v, double p) => v.Max(Math.Abs) is var most and > 0 ? most * Math.Pow(v.Sum(c => Math.Pow(Math.Abs(c) / most, p)), 1 / p) : 0;

    private static double Power(Instance x, int k) => x.Weights.Sum(a => Math.Pow(a, k));

    private static double Spectral(Instance x) => SoftmaxJacobian.SpectralNorm(x.Weights, x.Temperature);

    private static Matrix<double> Dense(Instance x) => Matrix<double>.Build.DenseOfArray(SoftmaxJacobian.Matrix(x.Weights));

    private static IEnumerable<double[]> Signs(int length) =>
        Enumerable.Range(0, 1 << length).Select(set => Enumerable.Range(0, length).Select(i => (set >> i & 1) == 1 ? -1.0 : 1).ToArray());

    private static Tensor Matrix(Tensor weights) => diag_embed(weights) - weights.unsqueeze(-1) * weights.unsqueeze(-2);

    private static Tensor Spectral(RowBatch r) => linalg.eigvalsh(Matrix(r.Weights)).select(-1, r.Length - 1) / r.Temperature;

    private static Tensor Frobenius(RowBatch r) => RowBatch.Norm(Matrix(r.Weights).flatten(1)) / r.Temperature;

    private static Comparison General(Instance x) => new(Formula(x, out var greatest).L2Norm(), SensitivityBounds.General(greatest), 0.1);

    // F = ln(1+e^l) + 1/10 has the derivative σ(l).
    private static Matrix<double> Formula(Instance x, out double greatest)
    {
        double[] l = [.. x.Logits.Select(v => v / x.Temperature)];
        double[] f = [.. l.Select(v => Math.Max(v, 0) + Math.Log(1 + Math.Exp(-Math.Abs(v))) + 0.1)];
        double[] g = [.. l.Select((v, i) => 1 / (1 + Math.Exp(-v)) / f[i])];
        var sum = f.Sum();
        greatest = g.Max();
        return Matrix<double>.Build.DenseOfArray(SoftmaxJacobian.Matrix([.. f.Select(v => v / sum)])) * Matrix<double>.Build.DenseOfDiagonalArray(g);
    }

    private static double ByAutograd(Instance x)
    {
        using var scope = NewDisposeScope();
        var rows = tensor(x.Logits.Select(l => l / x.Temperature).ToArray()).repeat(x.Length, 1).requires_grad_(true);
        var f = -nn.functional.logsigmoid(-rows) + Constant.Of(0.1);

        // One copy of the row for each weight: the diagonal's gradient is the whole Jacobian.
        return autograd.grad([(f / f.sum(-1, keepdim: true)).diagonal().sum()], [rows])[0].norm().item<double>();
    }

    private static TensorSides General(RowBatch r)
    {
        var f = -nn.functional.logsigmoid(-r.Scaled) + Constant.Of(0.1);
        var g = r.Scaled.sigmoid() / f;
        var j = Matrix(f / f.sum(-1, keepdim: true)) * g.unsqueeze(-2);
        return new(linalg.svdvals(j).select(-1, 0), g.amax([-1]) / Constant.Of(2), full_like(r.LogAmount, Constant.Of(0.1)));
    }
}
