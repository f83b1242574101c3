using MathNet.Numerics.LinearAlgebra;
using Workbook.Bounds;
using Workbook.Experiments.Simulations;
using Workbook.Normalizers;
using static TorchSharp.torch;

namespace Workbook.Claims;

/// <summary>Normalizers whose weights do not sum to one: what they sum to, and how the proofs of their sensitivity go.</summary>
// Theory section 4, "sup of ||J||_2 per normalizer"; the definitions of the catalogue.
internal sealed class UnsummedClaims : IClaimFamily
{
    private const double Epsilon = 1e-8;
    private const string Sum = "Giving up the sum";
    private const string Price = "The price: sensitivity";
    private static readonly int[] Levels = [13, 15, 17];

    public IEnumerable<IClaim> Claims =>
    [
        Total("sum.sink", "with a sink at b the weights miss one by the sink's mass", @"1 - \sum_i a_i = \frac{e^b}{e^b + \sum_i e^{l_i}}", "b = ln r", InstanceParts.Amount, true,
            x => new(1 - PlainNormalizer.Weights(new SinkSoftmax(Math.Log(x.Amount)), Z(x)).Sum(), 1 / (1 + Math.Exp(StableSoftmax.LogPartition(Z(x)) - Math.Log(x.Amount))), 1, Equality: true)),
        Total("sum.stick-breaking", "stick-breaking leaves over what every token leaves", @"1 - \sum_i a_i = \prod_i (1 - \sigma(l_i))", "any logits", InstanceParts.Row, true,
            x => new(1 - PlainNormalizer.Weights(new StickBreaking(), Z(x)).Sum(), Z(x).Aggregate(1.0, (left, l) => left / (1 + Math.Exp(l))), 1, Equality: true)),
        Total("sum.elastic", "at τ = −1 elastic softmax sums to softmax's distance from even weights", @"\sum_i a_i = \mathrm{TV}\left( \mathrm{softmax}(l), \tfrac{1}{L} \right)", "τ = −1", InstanceParts.Row, true,
            x => new(PlainNormalizer.Weights(new ElasticSoftmax(), Z(x)).Sum(), StableSoftmax.Weights(Z(x)).Sum(s => Math.Abs(s - 1.0 / x.Length)) / 2, 1, Equality: true)),
        Total("sum.softpick", "softpick's weights sum to one at most", @"\sum_i a_i = \frac{\sum_i [e^{l_i}-1]_+}{\sum_i |e^{l_i}-1| + \varepsilon} \le 1", "any logits", InstanceParts.Row, false,
            x => new(PlainNormalizer.Weights(new Softpick(), Z(x)).Sum(), 1)),
        Total("sum.self-adjusted", "self-adjusted softmax's weights sum to one at most", @"\sum_i a_i = \sum_i s_i \frac{l_i - \mathrm{lo}}{\mathrm{hi} - \mathrm{lo}} \le 1", "any logits", InstanceParts.Row, false,
            x => new(PlainNormalizer.Weights(new SelfAdjustedSoftmax(), Z(x)).Sum(), 1)),
        new BoundClaim(
            Of("jacobian.sigmoid-any", "a sigmoid has ||J||₂ at most 1/(4T), whatever its offset", @"\lVert J \rVert_2 = \max_i \frac{a_i(1-a_i)}{T} \le \frac{1}{4T}", "b = −ln m, m = 1 + the whole part of 10 r; T = 1", Sum),
            InstanceParts.Row | InstanceParts.Amount,
            x => new(PlainNormalizer.JacobianNorm(new Sigmoid(1 + (int)(10 * x.Amount)), Z(x)), 0.25))
        {
            LongestRow = 8,
            IsPlain = false,
            Known = [Instance.Row([Math.Log(11), 0]), Instance.Row([Math.Log(51)]) with { Amount = 5 }],
        },
        Stick("jacobian.stick-breaking-rows", "stick-breaking has no row of |J| that sums to more than 1/e", @"\lVert J \rVert_\infty \le \frac{1}{e}", j => j.InfinityNorm(), Math.Exp(-1), [Instance.Row([60, .. Enumerable.Repeat(-Math.Log(199), 200)])]),
        Stick("jacobian.stick-breaking-columns", "stick-breaking has no column of |J| that sums to more than 1/2", @"\lVert J \rVert_1 \le \tfrac{1}{2}", j => j.L1Norm(), 0.5, [Instance.Row([60, 0])]),
        Stick("jacobian.stick-breaking-proved", "so stick-breaking has ||J||₂ at most 1/√(2e) = 0.429", @"\lVert J \rVert_2 \le \sqrt{\lVert J \rVert_1 \lVert J \rVert_\infty} \le \frac{1}{\sqrt{2e}}", j => j.L2Norm(), 1 / Math.Sqrt(2 * Math.E), [Instance.Row([60, 0])],
            r => new(NormalizerClaims.Norm(new StickBreaking(), r.Scaled), full_like(r.LogAmount, Constant.Of(1 / Math.Sqrt(2 * Math.E))))),
        new BoundClaim(
            Of("jacobian.softpick-short", "up to nine tokens softpick has ||J||₂ at most 1/ε", @"\varepsilon \lVert J \rVert_2 \le 1, \quad L \le 9", "ε = 1e-8; l = ε z, z = l/T of the instance at most 1e4", Sum),
            InstanceParts.Row,
            x => new(Epsilon * PlainNormalizer.JacobianNorm(new Softpick(), [.. Z(x).Select(z => Epsilon * z)]), 1))
        {
            ShortestRow = 2,
            LongestRow = 9,
            IsPlain = false,
            Known = [Instance.Row([1e-4, 1e-4])],
            When = x => x.Logits.Max(Math.Abs) <= 1e4 * x.Temperature,
        },
        new BoundClaim(
            Of("jacobian.softpick-any", "softpick has ||J||₂ at most 1/ε on rows of any length", @"\varepsilon \lVert J \rVert_2 \le 1, \quad \text{any } L", "ε = 1e-8; l = ε r e^{(l − max l)/T} of the instance; 10 ≤ L ≤ 24", Sum),
            InstanceParts.Row | InstanceParts.Amount,
            x => new(Epsilon * PlainNormalizer.JacobianNorm(new Softpick(), [.. Z(x).Select(z => Epsilon * x.Amount * Math.Exp(z - Z(x).Max()))]), 1))
        {
            ShortestRow = 10,
            LongestRow = 24,
            IsPlain = false,
            Known = [Instance.Row([10, .. new double[23]]) with { Amount = new Softpick().Properties.SteepestRow!(24, 0)[0] / Epsilon }],
        },
        new MeasuredClaim(
            Of("jacobian.entmax-crossing", "the two-token norm of 1.5-entmax is the greatest up to 47 tokens", @"\max_a \frac{(k+1)u_1 u_2}{u_1 + k u_2} \le 2^{\alpha-2} \iff L \le 47, \quad \alpha = 1.5", "exact maximum over a at each L", Price),
            (_, _) => new MeasuredFigure(Crossing(1.5), 0, 47, 0.5, 1)),
        new MeasuredClaim(
            Of("jacobian.entmax-crossing-falls", "that length falls with α", @"\frac{L(\alpha + 0.2)}{L(\alpha)} < 1", "α = 1.3, 1.5, 1.7; exact; the greatest ratio of neighbours lies between 0 and 1", Price),
            (_, _) => Levels.Select(level => Crossing(level / 10.0)).ToArray() is var lengths ? new MeasuredFigure(Math.Max(lengths[1] / (double)lengths[0], lengths[2] / (double)lengths[1]), 0, 0.5, 0.49, 1) : null!),
    ];

    private static Claim Of(string id, string words, string statement, string conditions, string section) =>
        new(id, words, statement, "theory, section 4", ClaimKind.New, conditions) { Notebook = "05-normalizers", Section = section };

    private static BoundClaim Total(string id, string words, string statement, string conditions, InstanceParts uses, bool equal, Func<Instance, Comparison> compare) => new(
        Of(id, words, statement, conditions, Sum) with { Source = "the definition" }, uses, compare)
    {
        LongestRealRow = 256,
        IsPlain = false,
        Known = equal ? [] : [Instance.Row([20, 20]), Instance.Row([20, -40])],
        When = x => x.Logits.Max(Math.Abs) < 300 * x.Temperature,
    };

    private static BoundClaim Stick(string id, string words, string statement, Func<Matrix<double>, double> norm, double bound, IEnumerable<Instance> known, Func<RowBatch, TensorSides>? tensors = null) => new(
        Of(id, words, statement, "any logits, T = 1", Sum),
        InstanceParts.Row,
        x => new(norm(Matrix<double>.Build.DenseOfArray(PlainNormalizer.Jacobian(new StickBreaking(), Z(x)))), bound))
    {
        LongestRealRow = known.First().Length > 64 ? 256 : 64,
        IsPlain = false,
        Known = known,
        Tensors = tensors,
    };

    // The longest row on which two tokens alike are the steepest.
    private static int Crossing(double alpha) => Enumerable.Range(2, 5000).First(length => SparseJacobians.EntmaxSteepest(alpha, length).Norm > Math.Pow(2, alpha - 2) * (1 + 1e-9)) - 1;

    private static double[] Z(Instance x) => [.. x.Logits.Select(l => l / x.Temperature)];
}
