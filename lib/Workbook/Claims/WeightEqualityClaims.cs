using Workbook.Bounds;
using Workbook.Normalizers;
using Workbook.Selection;

namespace Workbook.Claims;

/// <summary>Where the least weight is reached, what bounds the logits, and the weight that an entropy promises.</summary>
// The paper's Corollary 1 (Δ = ||q|| max ||k||); theory section 1.
internal sealed class WeightEqualityClaims : IClaimFamily
{
    public IEnumerable<IClaim> Claims =>
    [
        new BoundClaim(
            Of("weights.equality-lower", "the sharp lower bound is reached exactly when all other logits are at the top", @"a_{\min} = \frac{1}{1+(L-1)e^{D}} \iff l_j = \max l \text{ for all } j \ne i", "theory, section 1", ClaimKind.Sharp, "1 for yes, 0 for no; 1e-3 < D < 20; rows within 1e-5 of equality without reaching it left out", "The sharp form"),
            InstanceParts.Row,
            x => new(Math.Abs(x.Weights.Min() / VanishingBounds.Sharp(x.Length, x.Spread).Lower - 1) < 1e-12 ? 1 : 0, Others(x) == 0 ? 1 : 0, 0, Equality: true))
        {
            ShortestRow = 2,
            LongestRealRow = 128,
            Known = [Instance.Row([0, 3, 3, 3]), Instance.Row([0, 2.99, 3])],
            When = x => x.Spread is > 1e-3 and < 20 && (Others(x) == 0 || Others(x) > 1e-5),
        },
        new BoundClaim(
            Of("weights.queries", "no logit q·k_i exceeds ||q|| max||k_j||, the Δ of Corollary 1", @"|q \cdot k_i| \le \Delta = \lVert q \rVert \max_j \lVert k_j \rVert", "paper, Corollary 1", ClaimKind.Published, "the first vector is the query, the others are keys; d ≥ 2", "The published bound, step by step"),
            InstanceParts.Vectors,
            x => new(x.Vectors.Skip(1).Max(k => Math.Abs(k.Zip(x.Vectors[0], (u, v) => u * v).Sum())), Euclid.Norm(x.Vectors[0]) * x.Vectors.Skip(1).Max(Euclid.Norm), 0))
        {
            ShortestRow = 2,
            LongestRealRow = 256,
            Known = [Instance.Row([0, 0]) with { Vectors = [[1, 2], [-2, -4]] }],
            When = x => x.Vectors[0].Length >= 2,
            Tensors = r =>
            {
                var (query, keys) = (r.Vectors.narrow(1, 0, 1), r.Vectors.narrow(1, 1, r.Length - 1));
                return new((keys * query).sum(-1).abs().amax([-1]), RowBatch.Norm(query.squeeze(1)) * RowBatch.Norm(keys).amax([-1]), TorchSharp.torch.zeros_like(r.LogAmount));
            },
        },
        new BoundClaim(
            Of("entropy.largest", "the largest weight is at least e^{−H}: one of e^H equal tokens' share", @"e^{-H} \le a_{\max}", "new; what watching the entropy promises", ClaimKind.New, "any logits", "Entropy: how many tokens are really read"),
            InstanceParts.Row,
            x => new(Math.Exp(-EntropyBounds.Entropy(x.Weights)), x.Weights.Max(), 0))
        {
            LongestRow = 24,
            LongestRealRow = int.MaxValue,
            Known = [Instance.Row([0, 0])],
            Tensors = r =>
            {
                var log = TorchSharp.torch.nn.functional.log_softmax(r.Scaled, -1);
                return new((log.exp() * log).sum(-1).exp(), r.Weights.amax([-1]), TorchSharp.torch.zeros_like(r.LogAmount));
            },
        },
    ];

    private static Claim Of(string id, string words, string statement, string source, ClaimKind kind, string conditions, string section) =>
        new(id, words, statement, source, kind, conditions) { Notebook = "01-vanishing-attention", Section = section };

    // How far the highest and the second lowest logit lie apart, in units of T.
    private static double Others(Instance x) => x.Logits.Order().ToArray() is var sorted ? (sorted[^1] - sorted[1]) / x.Temperature : 0;
}
