using Workbook.Experiments.Simulations;
using Workbook.Normalizers;
using Workbook.Selection;

namespace Workbook.Claims;

/// <summary>The programmes that normalizers solve, and the temperature that follows the entropy.</summary>
// Martins and Astudillo 2016; Peters, Niculae and Martins 2019; Blondel, Martins and Niculae 2020; Veličković et al. 2024, arXiv 2410.01104.
internal sealed class ProgrammeClaims : IClaimFamily
{
    private const string Sparse = "Sparsemax: weights that are exactly zero";
    private const string Length = "Side by side over the length";
    private const double Blind = 5.946;

    public IEnumerable<IClaim> Claims =>
    [
        Programme("programme.softmax", "softmax maximizes p·z + H(p), and the greatest is ln Z", @"p \cdot z + H(p) \le \ln \sum_i e^{z_i}", "Gibbs's inequality",
            (p, z) => new(p.Zip(z, (u, v) => u * v).Sum() + p.Sum(u => u > 0 ? -u * Math.Log(u) : 0), StableSoftmax.LogPartition(z))),
        Programme("programme.sparsemax", "no row of weights lies nearer to the logits than sparsemax's", @"\lVert a - z \rVert_2 \le \lVert p - z \rVert_2", "arXiv 1602.02068",
            (p, z) => new(Euclid.Distance(PlainNormalizer.Weights(new Sparsemax(), z), z), Euclid.Distance(p, z))),
        Programme("programme.entmax", "1.5-entmax maximizes p·z + Tsallis's entropy", @"p \cdot z + H_\alpha(p) \le a \cdot z + H_\alpha(a), \quad H_\alpha(p) = \frac{1 - \sum_i p_i^\alpha}{\alpha(\alpha-1)}, \; \alpha = 1.5", "arXiv 1905.05702",
            (p, z) => new(Tsallis(p, z), Tsallis(PlainNormalizer.Weights(new Entmax(1.5), z), z))),
        Programme("programme.normmax", "normmax maximizes p·z − ||p||₂", @"p \cdot z - \lVert p \rVert_2 \le a \cdot z - \lVert a \rVert_2", "arXiv 1901.02324",
            (p, z) => new(Normed(p, z), Normed(PlainNormalizer.Weights(new Normmax(), z), z))),
        new BoundClaim(
            Of("adaptive.sharper", "a temperature that follows the entropy never raises it", @"H(\mathrm{softmax}(\beta l)) \le H(\mathrm{softmax}(l)), \quad \beta = \max\{p(H), 1\}", "arXiv 2410.01104, its p", "any logits", Length),
            InstanceParts.Row,
            x => new(Entropy(PlainNormalizer.Weights(new AdaptiveTemperatureSoftmax(), Z(x))), Entropy(StableSoftmax.Weights(Z(x)))))
        {
            ShortestRow = 2,
            LongestRow = 40,
            LongestRealRow = 256,
            IsPlain = false,
            Known = [Instance.Row([0, 0])],
        },
        new BoundClaim(
            Of("adaptive.blind", "beyond an entropy of 5.945 nats, 382 effective tokens, nothing is sharpened", @"H > 5.945 \;\Rightarrow\; a_{\max} = \max \mathrm{softmax}(l)", "arXiv 2410.01104, its p", "H > 5.946 nats; L ≤ 600; L times the largest weight", Length),
            InstanceParts.Row,
            x => new(x.Length * PlainNormalizer.Weights(new AdaptiveTemperatureSoftmax(), Z(x)).Max(), x.Length * StableSoftmax.Weights(Z(x)).Max(), 1, Equality: true))
        {
            ShortestRow = 420,
            LongestRow = 600,
            LongestRealRow = 1024,
            IsPlain = false,
            When = x => x.Length > 382 && Entropy(x.Weights) > Blind,
        },
        new MeasuredClaim(
            Of("adaptive.top", "the greatest factor is 2.42", @"\max_H p(H) = 2.42", "arXiv 2410.01104, its p", "rows of 2 to 450 nearly equal tokens; exact", Length),
            (_, _) => new MeasuredFigure(Enumerable.Range(2, 449).Max(Factor), 0, 2.42, 0.005, 1)),
        new MeasuredClaim(
            Of("adaptive.window", "the longest row of equal tokens that is sharpened has 381", @"p(\ln L) > 1 \iff 3 \le L \le 381", "arXiv 2410.01104, its p", "rows of 2 to 450 nearly equal tokens; exact", Length),
            (_, _) => new MeasuredFigure(Enumerable.Range(2, 449).Last(length => Factor(length) > 1 + 1e-6), 0, 381, 0.5, 1)),
    ];

    private static Claim Of(string id, string words, string statement, string source, string conditions, string section) =>
        new(id, words, statement, source, ClaimKind.New, conditions) { Notebook = "05-normalizers", Section = section };

    private static BoundClaim Programme(string id, string words, string statement, string source, Func<double[], double[], Comparison> compare) => new(
        Of(id, words, statement, source, "z = l/T less its least, below 50; p = softmax(e/T) over any set of tokens", Sparse),
        InstanceParts.Step | InstanceParts.Subset,
        x => compare(Other(x), [.. Z(x).Select(z => z - Z(x).Min())]))
    {
        ShortestRow = 2,
        LongestRealRow = 64,
        IsPlain = false,
        Known = [Instance.Row([0, 0]) with { Selected = [true, true] }, Instance.Row([0, 0, -40]) with { Selected = [true, true, false] }],
        When = x => x.Size >= 1 && x.Spread < 50,
    };

    private static double[] Z(Instance x) => [.. x.Logits.Select(l => l / x.Temperature)];

    // Any point of the simplex, corners and edges included.
    private static double[] Other(Instance x)
    {
        var some = StableSoftmax.Weights([.. x.Subset.Select(i => x.Step[i])], x.Temperature);
        var p = new double[x.Length];
        foreach (var (i, k) in x.Subset.Select((i, k) => (i, k)))
            p[i] = some[k];
        return p;
    }

    private static double Tsallis(double[] p, double[] z) => p.Zip(z, (u, v) => u * v).Sum() + (1 - p.Sum(u => Math.Pow(u, 1.5))) / 0.75;

    // One more for every token keeps it positive.
    private static double Normed(double[] p, double[] z) => p.Zip(z, (u, v) => u * (v + 1)).Sum() - Euclid.Norm(p);

    private static double Entropy(double[] a) => Bounds.EntropyBounds.Entropy(a);

    // β from the odds of a token a little above its equals.
    private static double Factor(int length)
    {
        double[] logits = [1e-3, .. new double[length - 1]];
        var a = PlainNormalizer.Weights(new AdaptiveTemperatureSoftmax(), logits);
        return Math.Log(a[0] / a[1]) / 1e-3;
    }
}
