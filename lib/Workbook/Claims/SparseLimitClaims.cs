using Workbook.Bounds;
using Workbook.Experiments.Simulations;
using Workbook.Normalizers;
using Workbook.Selection;

namespace Workbook.Claims;

/// <summary>Where normalizers other than softmax jump, kink or have no greatest sensitivity.</summary>
// Theory section 4, "sup of ||J||_2 per normalizer".
internal sealed class SparseLimitClaims : IClaimFamily
{
    private const double Nudge = 1e-9;

    public IEnumerable<IClaim> Claims =>
    [
        Of("limit.top-k-jump", "at a tie at rank k top-k softmax jumps by at most √2/k", @"\lVert \Delta a \rVert_2 \le \frac{\sqrt{2}}{k}", "k = 2; the logits of ranks 2 and 3 made equal, then one of them 1e-9 above", InstanceParts.Row,
            x => new(Jump(x), Math.Sqrt(2) / 2 + 1e-6), 3, 8, [Instance.Row([0, 0, 0])]),
        Of("limit.sparsemax-lipschitz", "sparsemax moves by at most ||e||/T, whatever changes in its support", @"\lVert \Delta a \rVert_2 \le \frac{\lVert e \rVert_2}{T}", "any logits and step; in units of T, ||e|| between 0.001 and 10", InstanceParts.Step,
            x => new(Euclid.Distance(Sparse(x.Logits, x.Temperature), Sparse([.. x.Logits.Zip(x.Step, (l, e) => l + e)], x.Temperature)), Euclid.Norm(x.Step) / x.Temperature, 0.1), 2, 12,
            [Instance.Row([0, 0]) with { Step = [0.1, -0.1] }], x => Euclid.Norm(x.Step) / x.Temperature is > 1e-3 and < 10),
        Of("limit.sparsemax-kink", "where its support changes sparsemax has a derivative to one side only: 1/T along (−1, 1), 0 along (1, −1)", @"l = (T, 0): \quad a(l + h(-1, 1)) = (1 - h/T,\, h/T), \quad a(l + h(1, -1)) = (1, 0)", "h = r below T/2; the second weight after both steps, added up", InstanceParts.LengthOnly | InstanceParts.Amount,
            x => new(Sparse([x.Temperature - x.Amount, x.Amount], x.Temperature)[1] + Sparse([x.Temperature + x.Amount, -x.Amount], x.Temperature)[1], x.Amount / x.Temperature, 0.01, Equality: true), 2, 2, [], x => x.Amount < x.Temperature / 2),
        Of("limit.entmax-two", "on two tokens α-entmax with 1 < α ≤ 2 has ||J||₂ at most 2^{α−2}/T", @"\lVert J \rVert_2 \le \frac{2^{\alpha-2}}{T}, \quad L = 2", "α = 1 + r ≤ 2, T = 1; weights on the simplex drawn as softmax weights", InstanceParts.Row | InstanceParts.Amount,
            x => new(SparseJacobians.EntmaxNorm(x.Weights, 1 + x.Amount), Math.Pow(2, x.Amount - 1)), 2, 2, [Instance.Row([0, 0])], x => x.Amount is > 0.01 and <= 1),
        Of("limit.entmax-below-one", "α-entmax with 1 < α < 2 has ||J||₂ below 1/T on rows of any length", @"\lVert J \rVert_2 < \frac{1}{T}, \quad 1 < \alpha < 2", "α = 1 + r < 2, T = 1; weights on the simplex drawn as softmax weights; L ≤ 400", InstanceParts.Row | InstanceParts.Amount,
            x => new(SparseJacobians.EntmaxNorm(x.Weights, 1 + x.Amount), 1), 2, 400, [], x => x.Amount is > 0.01 and < 1),
        Of("limit.entmax-above-two", "2.5-entmax has ||J||₂ at most 10/T", @"\lVert J \rVert_2 \le \frac{10}{T}, \quad \alpha = 2.5", "T = 1, L ≥ 3; weights on the simplex drawn as softmax weights, none below 1e-12; any constant fails, 10 is an example", InstanceParts.Row,
            x => new(SparseJacobians.EntmaxNorm(x.Weights, 2.5), 10), 3, 6, [Instance.Row([27.63, 0, 0])], x => x.Weights.Min() > 1e-12),
        Of("limit.squared-relu", "squared ReLU has ||J||₂ at most 10/T", @"\lVert J \rVert_2 \le \frac{10}{T}", "T = 1, no logit above 1000; a central difference along the first logit; any constant fails, 10 is an example", InstanceParts.Row,
            x => new(Slope(x), 10), 2, 6, [Instance.Row([1000, 0])], x => x.Logits.Max() <= 1000 * x.Temperature),
        Of("limit.sink", "a sink of mass s leaves ||J||₂ at most (1−s) max(1/2, s)/T", @"T \lVert J \rVert_2 \le (1-s) \max\left\{ \tfrac{1}{2}, s \right\}", "softmax with one more logit, the sink's; s = r/(1+r), T = 1", InstanceParts.Row | InstanceParts.Amount,
            x =>
            {
                var s = x.Amount / (1 + x.Amount);
                double[] kept = [.. x.Weights.Select(a => (1 - s) * a)];
                return new(MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfArray(SoftmaxJacobian.Matrix(kept)).L2Norm(), (1 - s) * Math.Max(0.5, s), 1 - s);
            }, 1, 8, [Instance.Row([0, 0]) with { Amount = 0.25 }, Instance.Row([0]) with { Amount = 3 }]),
    ];

    private static BoundClaim Of(string id, string words, string statement, string conditions, InstanceParts uses, Func<Instance, Comparison> compare, int shortest, int longest, IEnumerable<Instance> known, Func<Instance, bool>? when = null) => new(
        new Claim(id, words, statement, "theory, section 4", ClaimKind.New, conditions) { Notebook = "05-normalizers", Section = id == "limit.sink" ? "Giving up the sum" : "The price: sensitivity", AmountName = "r" }, uses, compare)
    {
        ShortestRow = shortest,
        LongestRow = longest,
        IsPlain = false,
        Known = known,
        When = when ?? (_ => true),
    };

    private static double[] Sparse(double[] logits, double temperature) => PlainNormalizer.Weights(new Sparsemax(temperature), logits);

    private static double Jump(Instance x)
    {
        var scaled = x.Logits.Select(l => l / x.Temperature).OrderDescending().ToArray();
        scaled[2] = scaled[1];
        var above = (double[])scaled.Clone();
        (scaled[1], above[2]) = (scaled[1] + Nudge, above[2] + Nudge);
        var top = new TopKSoftmax(2);
        return Euclid.Distance(PlainNormalizer.Weights(top, scaled), PlainNormalizer.Weights(top, above));
    }

    private static double Slope(Instance x)
    {
        double[] At(double step) => PlainNormalizer.Weights(new SquaredRelu(), [x.Logits[0] / x.Temperature + step, .. x.Logits.Skip(1).Select(l => l / x.Temperature)]);
        return Euclid.Distance(At(1e-4), At(-1e-4)) / 2e-4;
    }
}
