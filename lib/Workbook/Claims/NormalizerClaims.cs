using MathNet.Numerics.LinearAlgebra;
using Workbook.Bounds;
using Workbook.Charts;
using Workbook.Normalizers;
using static TorchSharp.torch;

namespace Workbook.Claims;

/// <summary>The greatest sensitivity of every normalizer of the catalogue that knows one, and the Jacobian norms of the sparse ones.</summary>
// Theory section 4, "sup of ||J||_2 per normalizer".
internal sealed class NormalizerClaims : IClaimFamily
{
    private const int LongestRow = 6;
    private const int LongestRealRow = 64;

    public IEnumerable<IClaim> Claims =>
    [
        .. NormalizerCatalogue.All.SelectMany(Greatest),
        Formula("jacobian.sparsemax", "sparsemax has ||J||₂ = 1/T on a support of two or more", @"\lVert J \rVert_2 = \frac{1}{T}, \quad |S| \ge 2", new Sparsemax(), a => SparseJacobians.SparsemaxNorm(a.Count(v => v > 0))),
        Formula("jacobian.normmax", "normmax has ||J||₂ = |S| ||a||³/T", @"\lVert J \rVert_2 = \frac{|S| \, \lVert a \rVert_2^3}{T}", new Normmax(), a => SparseJacobians.NormmaxNorm(a)),
        Formula("jacobian.entmax", "entmax has the norm of (diag(u) − uuᵀ/Σu)/T, u = a^{2−α}", @"J = \frac{1}{T}\left( \mathrm{diag}(u) - \frac{u u^\top}{\sum_i u_i} \right), \quad u_i = a_i^{2-\alpha}", new Entmax(), a => SparseJacobians.EntmaxNorm(a, 1.5)),
        new BoundClaim(
            Of("jacobian.entmax-short", "on short rows 1.5-entmax has ||J||₂ at most 2^{α−2}/T = 0.707/T", @"\lVert J \rVert_2 \le \frac{2^{\alpha - 2}}{T}, \quad \alpha = 1.5, \; L \le 47", "theory, section 4 (num.)", "weights on the simplex drawn as softmax weights; L ≤ 47, T = 1"),
            InstanceParts.Row,
            x => new(SparseJacobians.EntmaxNorm(x.Weights, 1.5), Math.Pow(2, -0.5)))
        {
            ShortestRow = 2,
            LongestRow = 47,
            Known = [Instance.Row([0, 0])],
            Tensors = r => new(Entmax(r), full_like(r.LogAmount, Constant.Of(Math.Pow(2, -0.5)))),
        },
        new BoundClaim(
            Of("jacobian.entmax-any", "1.5-entmax has ||J||₂ at most 0.707/T on rows of any length", @"\lVert J \rVert_2 \le \frac{2^{\alpha - 2}}{T}, \quad \alpha = 1.5, \text{ any } L", "theory, section 4: refuted beyond 47 tokens", "weights on the simplex drawn as softmax weights; L ≤ 400, T = 1"),
            InstanceParts.Row,
            x => new(SparseJacobians.EntmaxNorm(x.Weights, 1.5), Math.Pow(2, -0.5)))
        {
            ShortestRow = 100,
            LongestRow = 400,
        },
        new BoundClaim(
            Of("jacobian.entmax-limit", "α-entmax with α = 1.5 has ||J||₂ below 1/T on rows of any length", @"\lVert J \rVert_2 < \frac{1}{T}, \quad 1 < \alpha < 2", "theory, section 4", "weights on the simplex drawn as softmax weights; L ≤ 400, T = 1"),
            InstanceParts.Row,
            x => new(SparseJacobians.EntmaxNorm(x.Weights, 1.5), 1))
        {
            ShortestRow = 2,
            LongestRow = 400,
            Known = [Steepest(400)],
        },
        new BoundClaim(
            Of("jacobian.entmax-sharp", "α-entmax has ||J||₂ at most the greater of 2^{α−2}/T and what one token above L − 1 equal ones reaches", @"\lVert J \rVert_2 \le \frac{1}{T} \max\left\{ 2^{\alpha - 2}, \; \max_a \frac{(k+1)u_1 u_2}{u_1 + k u_2} \right\}, \quad k = L - 1, \; u_1 = a^{2-\alpha}, \; u_2 = \left(\frac{1-a}{k}\right)^{2-\alpha}", "theory, section 4; that no third level helps is num.", "1 < α < 2; weights on the simplex drawn as softmax weights; L ≤ 400, T = 1") with { AmountName = "(α − 1)/(2 − α)" },
            InstanceParts.Row | InstanceParts.Amount,
            x => new(SparseJacobians.EntmaxNorm(x.Weights, Alpha(x)), new Entmax(Alpha(x)).Properties.JacobianBound!(x.Length)))
        {
            ShortestRow = 2,
            LongestRow = 400,
            Known = [Instance.Row([0, 0]), Steepest(60), Steepest(400)],
        },
        new BoundClaim(
            Of("jacobian.normmax-sharp", "normmax with α below 2 has ||J||₂ at most what one token above one other, or above L − 1 equal ones, reaches", @"\lVert J \rVert_2 \le \frac{1}{T} \max_{a, \; k \in \{1, L-1\}} \frac{k+1}{k} \left( g_1 (1-a)^2 + k g_2 a^2 \right), \quad g_i = \frac{a_i^{2-\alpha} \lVert a \rVert_\alpha^{\alpha-1}}{\alpha - 1}", "new (num.)", "1 < α < 2; weights on the simplex drawn as softmax weights; L ≤ 8, T = 1") with { AmountName = "(α − 1)/(2 − α)" },
            InstanceParts.Row | InstanceParts.Amount,
            x => new(NormmaxNorm(x.Weights, Alpha(x)), new Normmax(Alpha(x)).Properties.JacobianBound!(x.Length)))
        {
            ShortestRow = 2,
            LongestRow = 8,
            Known = [Instance.Row([0, 0]), Instance.Row([0, 0]) with { Amount = 0.2 }, Instance.Row([Math.Log(0.930664 / 0.069336 * 4), 0, 0, 0, 0]) with { Amount = 4 }],
        },
        new MeasuredClaim(
            Of("jacobian.entmax-1024", "at L = 1024 one token and 1023 equal ones give 1.5-entmax a norm of 0.87/T", @"\max_a \frac{(k+1)u_1 u_2}{u_1 + k u_2} = 0.87, \quad k = 1023", "theory, section 4", "exact maximum over a"),
            (_, _) => new MeasuredFigure(SparseJacobians.EntmaxSteepest(1.5, 1024).Norm, 0, 0.87, 0.005, 1)),
        new BoundClaim(
            Of("jacobian.sparsemax-infinity", "from inf to 1, sparsemax has the norm 4⌊k/2⌋⌈k/2⌉/(kT)", @"\lVert J \rVert_{\infty \to 1} = \frac{4 \lfloor k/2 \rfloor \lceil k/2 \rceil}{kT}, \quad k = |S|", "theory, section 4", "k = L ≤ 10; every sign vector tried"),
            InstanceParts.LengthOnly,
            x => new(Enumerable.Range(0, 1 << x.Length).Max(set => Moved(set, x.Length)), SparseJacobians.SparsemaxInfinityToOne(x.Length), 0, Equality: true))
        {
            ShortestRow = 2,
            LongestRow = 10,
        },
    ];

    // The bound where there is one, and that there is none where there is none: a normalizer may have both, at different lengths.
    private static IEnumerable<BoundClaim> Greatest(INormalizer normalizer)
    {
        if (normalizer.Properties is not { JacobianBound: { } bound, SteepestRow: { } steepest })
            yield break;
        var bounds = Enumerable.Range(0, LongestRealRow + 1).Select(length => length < 2 ? 0 : bound(length)).ToArray();
        var finite = Enumerable.Range(2, LongestRow - 1).TakeWhile(length => double.IsFinite(bounds[length])).Count() + 1;
        var id = "normalizer." + normalizer.Name.Replace(' ', '-');
        if (finite >= 2)
            yield return Bounded(normalizer, id, finite, bounds, steepest);
        if (finite < LongestRow)
            yield return Unbounded(normalizer, id + "-unbounded", finite + 1, steepest);
    }

    private static BoundClaim Bounded(INormalizer normalizer, string id, int longest, double[] bounds, Func<int, double, double[]> steepest) => new(
        Of(id, $"{normalizer.Name} is never more sensitive than its catalogue says", @"\lVert J \rVert_2 \le \sup \lVert J \rVert_2", "theory, section 4", $"default parameters, where J exists, up to {longest} tokens: the bound is {NumberText.Show(bounds[2], 3)} at L = 2 and {NumberText.Show(bounds[longest], 3)} at L = {longest}"),
        InstanceParts.Row,
        x =>
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            return new(Norm(normalizer, tensor(x.Logits.Select(l => l / x.Temperature).ToArray()).unsqueeze(0)).item<double>(), bounds[x.Length], bounds[x.Length]);
        })
    {
        ShortestRow = 2,
        LongestRow = longest,
        LongestRealRow = longest == LongestRow ? LongestRealRow : longest,
        IsPlain = false,
        Known = [.. new[] { 2, 3, longest }.Where(length => length <= longest).Distinct().Select(length => Instance.Row(steepest(length, 0))), Instance.Row([1, 1]), Instance.Row([0, 0.5])],
        Tensors = r => new(Norm(normalizer, r.Scaled), full_like(r.LogAmount, Constant.Of(bounds[r.Length])), full_like(r.LogAmount, Constant.Of(bounds[r.Length]))),
    };

    private static BoundClaim Unbounded(INormalizer normalizer, string id, int shortest, Func<int, double, double[]> steepest) => new(
        Of(id, $"the sensitivity of {normalizer.Name} grows beyond any number", @"\forall c \; \exists l: \; c \le \lVert J(l) \rVert_2", "theory, section 4, and new: a row for every c", $"default parameters; L ≥ {shortest}") with { AmountName = "c" },
        InstanceParts.LengthOnly | InstanceParts.Amount,
        x =>
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var norm = Norm(normalizer, tensor(steepest(x.Length, x.Amount)).unsqueeze(0)).item<double>();
            return new(x.Amount, norm, norm);
        })
    {
        ShortestRow = shortest,
        LongestRow = LongestRow,
        IsPlain = false,
        Known = [Instance.Row(new double[shortest]) with { Amount = 1e6 }, Instance.Row(new double[LongestRow]) with { Amount = 1e6 }],
    };

    private static BoundClaim Formula(string id, string words, string statement, INormalizer normalizer, Func<double[], double> formula) => new(
        Of(id, words, statement, "theory, section 4", "T = 1, a support of two or more that no small step changes"),
        InstanceParts.Row,
        x =>
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var logits = tensor(x.Logits.Select(l => l / x.Temperature).ToArray()).unsqueeze(0);
            return new(Norm(normalizer, logits).item<double>(), formula(Weights(normalizer, x)), 0, Equality: true);
        })
    {
        ShortestRow = 2,
        LongestRow = 6,
        LongestRealRow = 64,
        IsPlain = false,
        When = x => Weights(normalizer, x) is var a && a.Count(v => v > 0) >= 2 && a.All(v => v is 0 or > 1e-6),
    };

    private static Claim Of(string id, string words, string statement, string source, string conditions) =>
        new(id, words, statement, source, ClaimKind.New, conditions) { Notebook = "05-normalizers", Section = id.StartsWith("normalizer", StringComparison.Ordinal) ? "Sensitive, typically and at worst" : "The price: sensitivity" };

    private static double[] Weights(INormalizer normalizer, Instance x)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return normalizer.Weights(tensor(x.Logits.Select(l => l / x.Temperature).ToArray())).data<double>().ToArray();
    }

    // The rows of J as products with the unit directions, [B, L, L]; its greatest singular value, [B].
    internal static Tensor Norm(INormalizer normalizer, Tensor logits)
    {
        var length = logits.shape[1];
        var directions = eye(length, dtype: ScalarType.Float64).unsqueeze(0).expand(logits.shape[0], length, length);
        var columns = normalizer.JacobianVectorProduct(logits.unsqueeze(1).expand(logits.shape[0], length, length), directions);
        return linalg.svdvals(columns).select(-1, 0);
    }

    private static Tensor Entmax(RowBatch r)
    {
        var u = (r.Weights + Constant.Of(1e-30)).sqrt();
        var j = diag_embed(u) - u.unsqueeze(-1) * u.unsqueeze(-2) / u.sum(-1).reshape(-1, 1, 1);
        return linalg.eigvalsh(j).select(-1, r.Length - 1);
    }

    // Any α in (1, 2) from any positive number.
    private static double Alpha(Instance x) => 1 + x.Amount / (1 + x.Amount);

    // Of J = (I − a 1ᵀ) diag(g) (I − 1 aᵀ), formed.
    private static double NormmaxNorm(double[] a, double alpha)
    {
        var norm = Math.Pow(a.Sum(v => Math.Pow(v, alpha)), 1 / alpha);
        var spread = Matrix<double>.Build.Dense(a.Length, a.Length, (i, j) => (i == j ? 1 : 0) - a[i]);
        var g = Matrix<double>.Build.DenseOfDiagonalArray([.. a.Select(v => Math.Pow(v, 2 - alpha) * Math.Pow(norm, alpha - 1) / (alpha - 1))]);
        return (spread * g * spread.Transpose()).Svd(computeVectors: false).S[0];
    }

    private static Instance Steepest(int length)
    {
        var weight = SparseJacobians.EntmaxSteepest(1.5, length).Weight;
        var logits = new double[length];
        logits[0] = Math.Log(weight * (length - 1) / (1 - weight));
        return Instance.Row(logits);
    }

    private static double Moved(int set, int length)
    {
        var mean = Enumerable.Range(0, length).Average(i => (set >> i & 1) == 1 ? 1.0 : -1);
        return Enumerable.Range(0, length).Sum(i => Math.Abs(((set >> i & 1) == 1 ? 1 : -1) - mean));
    }
}
