using MathNet.Numerics.LinearAlgebra;
using Workbook.Bounds;
using Workbook.Normalizers;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Workbook.Claims;

/// <summary>Finite steps of the logits, and what reaches a head's output.</summary>
// Theory section 4, "finite step" and "output".
internal sealed class StepClaims : IClaimFamily
{
    private static readonly Instance Swap = Instance.Row([-1, 1]) with { Step = [2, -2] };
    private static readonly Instance Opposite = Instance.Row([0, 0]) with { Vectors = [[1], [-1]], Step = [1, -1] };

    public IEnumerable<IClaim> Claims =>
    [
        Step("step.variation", "TV is at most tanh(osc(e)/(4T))", @"\mathrm{TV}\left(a(l+e), a(l)\right) \le \tanh \frac{\max e - \min e}{4T}", "any logits, any step e with osc(e)/T between 0.001 and 12",
            x => new(Change(x).Sum(Math.Abs) / 2, SensitivityBounds.TotalVariation(Oscillation(x), x.Temperature), 0.1),
            r => new((r.Moved - r.Weights).abs().sum(-1) / Constant.Of(2), (Oscillation(r) / Constant.Of(4)).tanh(), full_like(r.LogAmount, Constant.Of(0.1))),
            x => Oscillation(x) / x.Temperature is > 1e-3 and < 12),
        Step("step.euclidean", "||Δa||₂ is at most √2 tanh(||e||/(2√2 T))", @"\lVert a(l+e) - a(l) \rVert_2 \le \sqrt{2} \tanh \frac{\lVert e \rVert_2}{2\sqrt{2}\,T}", "any logits, any step e with ||e||/T between 0.001 and 12",
            x => new(Euclidean(x), SensitivityBounds.EuclideanStep(OrderedSums.Norm<double>(x.Step), x.Temperature), 0.1),
            r => new(RowBatch.Norm(r.Moved - r.Weights), Constant.Of(Math.Sqrt(2)) * (RowBatch.Norm(r.Step) / Constant.Of(2 * Math.Sqrt(2))).tanh(), full_like(r.LogAmount, Constant.Of(0.1))),
            x => OrderedSums.Norm<double>(x.Step) / x.Temperature is > 1e-3 and < 12),
        Step("step.root-two", "||Δa||₂ is at most √2, however large the step", @"\lVert a(l+e) - a(l) \rVert_2 \le \sqrt{2}", "any logits, any step e",
            x => new(Euclidean(x), Math.Sqrt(2)),
            r => new(RowBatch.Norm(r.Moved - r.Weights), full_like(r.LogAmount, Constant.Of(Math.Sqrt(2))))),
        new BoundClaim(
            Of("step.odds", "the log-odds of any set of tokens move by at most osc(e)/T", @"\left| \ln \frac{a'(B)/(1-a'(B))}{a(B)/(1-a(B))} \right| \le \frac{\max e - \min e}{T}", "any logits, any step e; no side of B below 1e-9", Steps),
            InstanceParts.Step | InstanceParts.Subset,
            x => new(Math.Abs(LogOdds(x, Moved(x)) - LogOdds(x, x.Weights)), Oscillation(x) / x.Temperature))
        {
            ShortestRow = 2,
            LongestRealRow = int.MaxValue,
            Known = [Swap with { Selected = [true, false] }],
            When = x => Odds(x, x.Weights) && Odds(x, Moved(x)),
            Tensors = r => new((LogOdds(r, r.Moved) - LogOdds(r, r.Weights)).abs(), Oscillation(r)),
        },
        new BoundClaim(
            Of("step.swap", "swapping the top two by a change of √5 ε moves the weights by at most 1.06 ε/T", @"\lVert \Delta a \rVert_2 \le \frac{3}{2\sqrt{2}} \cdot \frac{\varepsilon}{T}, \quad \lVert l_1 - l_2 \rVert_2 = \sqrt{5}\, \varepsilon", "l_1 = (m+ε, m, …), l_2 = (m−ε, m+ε, …), ε/T = r", "Finite steps") with { Source = "paper, example: about ε/T", Kind = ClaimKind.Published },
            InstanceParts.Amount,
            x =>
            {
                var t = x.Temperature;
                var m = x.Logits.Max();
                double[] rest = [.. x.Logits.Skip(2)];
                var before = StableSoftmax.Weights([m + x.Amount * t, m, .. rest], t);
                var after = StableSoftmax.Weights([m - x.Amount * t, m + x.Amount * t, .. rest], t);
                return new(OrderedSums.Distance<double>(before, after), 3 / (2 * Math.Sqrt(2)) * x.Amount, 0);
            })
        {
            ShortestRow = 2,
            LongestRealRow = int.MaxValue,
        },
        new BoundClaim(
            Of("output.rows", "∂c/∂l has the rows a_i(v_i − c)/T", @"\frac{\partial c}{\partial l_i} = \frac{a_i (v_i - c)}{T}", "any logits and vectors; Frobenius norms of the formula and of autograd's Jacobian", "What reaches the output"),
            InstanceParts.Vectors,
            x => new(ByAutograd(x), Matrix<double>.Build.DenseOfArray(OutputJacobian.Matrix(x.Weights, x.VectorSet, x.Temperature)).FrobeniusNorm(), x.VectorSet.MaxNorm / x.Temperature, Equality: true))
        {
            ShortestRow = 2,
            LongestRow = 8,
            IsPlain = false,
        },
        Output("output.jacobian", "||∂c/∂l||₂ is at most diam/(2√2 T)", @"\left\lVert \frac{\partial c}{\partial l} \right\rVert_2 \le \frac{\mathrm{diam}}{2\sqrt{2}\,T}", InstanceParts.Vectors,
            x => new(OutputJacobian.SpectralNorm(x.Weights, x.VectorSet, x.Temperature), SensitivityBounds.Output(x.VectorSet.Diameter, x.Temperature), x.VectorSet.MaxNorm / x.Temperature),
            r => new(linalg.svdvals(Jacobian(r)).select(-1, 0) / r.Temperature, Diameter(r) / Constant.Of(2 * Math.Sqrt(2)) / r.Temperature, r.Radius / r.Temperature)),
        Output("output.row", "||∂c/∂l||₂ is at most √(a_max ||Cov_a(v)||₂)/T", @"\left\lVert \frac{\partial c}{\partial l} \right\rVert_2 \le \frac{\sqrt{a_{\max} \lVert \mathrm{Cov}_a(v) \rVert_2}}{T}", InstanceParts.Vectors,
            x => new(OutputJacobian.SpectralNorm(x.Weights, x.VectorSet, x.Temperature), SensitivityBounds.OutputFromRow(x.Weights.Max(), OutputJacobian.CovarianceNorm(x.Weights, x.VectorSet), x.Temperature), x.VectorSet.MaxNorm / x.Temperature),
            r =>
            {
                var centred = r.Vectors - r.Y.sum(1, keepdim: true);
                var root = (r.Weights + Constant.Of(1e-30)).sqrt().unsqueeze(-1) * centred;
                return new(linalg.svdvals(Jacobian(r)).select(-1, 0) / r.Temperature, r.Weights.amax([-1]).sqrt() * linalg.svdvals(root).select(-1, 0) / r.Temperature, r.Radius / r.Temperature);
            }),
        Output("output.differential", "||dc|| is at most diam ||dl||_inf/(2T)", @"\lVert dc \rVert \le \frac{\mathrm{diam}\, \lVert dl \rVert_\infty}{2T}", InstanceParts.Vectors | InstanceParts.Step,
            x =>
            {
                var j = Matrix<double>.Build.DenseOfArray(OutputJacobian.Matrix(x.Weights, x.VectorSet, x.Temperature));
                var size = x.Step.Max(Math.Abs);
                return new((j.Transpose() * Vector<double>.Build.Dense(x.Step)).L2Norm(), SensitivityBounds.OutputDifferential(x.VectorSet.Diameter, size, x.Temperature), x.VectorSet.MaxNorm * size / x.Temperature);
            },
            r => new(RowBatch.Norm((Jacobian(r) * r.Step.unsqueeze(-1)).sum(1)), Diameter(r) * r.Step.abs().amax([-1]) / Constant.Of(2), r.Radius * r.Step.abs().amax([-1]))),
        Output("output.step", "||c(l+e) − c(l)|| is at most diam tanh(osc(e)/(4T))", @"\lVert c(l+e) - c(l) \rVert \le \mathrm{diam} \tanh \frac{\max e - \min e}{4T}", InstanceParts.Vectors | InstanceParts.Step,
            x => new(OutputJacobian.FiniteStep(x.Logits, x.Step, x.VectorSet, x.Temperature), SensitivityBounds.OutputStep(x.VectorSet.Diameter, Oscillation(x), x.Temperature), x.VectorSet.MaxNorm),
            r => new(RowBatch.Norm(((r.Moved - r.Weights).unsqueeze(-1) * r.Vectors).sum(1)), Diameter(r) * (Oscillation(r) / Constant.Of(4)).tanh(), r.Radius)),
    ];

    private const string Steps = "Finite steps";

    private static BoundClaim Step(string id, string words, string statement, string conditions, Func<Instance, Comparison> compare, Func<RowBatch, TensorSides> tensors, Func<Instance, bool>? when = null) => new(Of(id, words, statement, conditions, Steps), InstanceParts.Step, compare)
    {
        ShortestRow = 2,
        LongestRealRow = int.MaxValue,
        Known = [Swap, Instance.Row([-10, 10]) with { Step = [20, -20] }],
        When = when ?? (_ => true),
        Tensors = tensors,
    };

    private static BoundClaim Output(string id, string words, string statement, InstanceParts uses, Func<Instance, Comparison> compare, Func<RowBatch, TensorSides> tensors) => new(Of(id, words, statement, "any logits and vectors", "What reaches the output"), uses, compare)
    {
        ShortestRow = 2,
        LongestRealRow = 64,
        Known = [Opposite, Opposite with { Logits = [-1, 1], Step = [2, -2] }],
        Tensors = tensors,
    };

    private static Claim Of(string id, string words, string statement, string conditions, string section) =>
        new(id, words, statement, "theory, section 4", ClaimKind.Sharp, conditions) { Notebook = "04-temperature-and-gradients", Section = section, Figure = id is "step.variation" or "step.euclidean" or "step.root-two" ? "figure-finite" : "" };

    private static double[] Moved(Instance x) => StableSoftmax.Weights([.. x.Logits.Zip(x.Step, (l, e) => l + e)], x.Temperature);

    private static double[] Change(Instance x) => [.. Moved(x).Zip(x.Weights, (u, v) => u - v)];

    private static double Euclidean(Instance x) => OrderedSums.Norm<double>(Change(x));

    private static double Oscillation(Instance x) => x.Step.Max() - x.Step.Min();

    private static (double In, double Out) Masses(Instance x, double[] weights) =>
        (weights.Where((_, i) => x.Selected[i]).Sum(), weights.Where((_, i) => !x.Selected[i]).Sum());

    private static bool Odds(Instance x, double[] weights) => Masses(x, weights) is { In: > 1e-9, Out: > 1e-9 };

    private static double LogOdds(Instance x, double[] weights) => Masses(x, weights) is var (inside, outside) ? Math.Log(inside / outside) : 0;

    private static Tensor LogOdds(RowBatch r, Tensor weights) => (RowBatch.Over(weights, r.Selected) / RowBatch.Over(weights, Constant.One - r.Selected)).log();

    private static Tensor Oscillation(RowBatch r) => r.Step.amax([-1]) - r.Step.amin([-1]);

    private static Tensor Diameter(RowBatch r) => RowBatch.Norm(r.Vectors.unsqueeze(2) - r.Vectors.unsqueeze(1)).amax([-2, -1]);

    private static double ByAutograd(Instance x)
    {
        using var scope = NewDisposeScope();
        var width = x.Vectors[0].Length;
        var rows = tensor(x.Logits.Select(l => l / x.Temperature).ToArray()).repeat(width, 1).requires_grad_(true);
        var vectors = tensor(x.Vectors.SelectMany(v => v).ToArray()).reshape(x.Length, width);

        // One copy of the row for each component of c: the diagonal's gradient is the whole Jacobian.
        return autograd.grad([nn.functional.softmax(rows, -1).matmul(vectors).diagonal().sum()], [rows])[0].norm().item<double>() / x.Temperature;
    }

    // T ∂c/∂l, [B, L, d].
    private static Tensor Jacobian(RowBatch r) => r.Weights.unsqueeze(-1) * (r.Vectors - r.Y.sum(1, keepdim: true));
}
