using System.Collections.Concurrent;
using System.Numerics;
using Workbook.Normalizers;
using Workbook.Selection;
using static TorchSharp.torch;

namespace Workbook.Claims;

/// <summary>Expectations over a selection drawn uniformly among the N-subsets, by trying every one.</summary>
// The paper's Theorem 1 (ii) and Corollary 2 (i); theory section 2.
internal sealed class ExpectationClaims : IClaimFamily
{
    private const InstanceParts Uses = InstanceParts.Vectors | InstanceParts.Size;
    private const string Every = "I uniform among the N-subsets, every one tried (L ≤ 8)";

    private static readonly ConcurrentDictionary<(int Length, int Size), Tensor> Masks = new();

    public IEnumerable<IClaim> Claims =>
    [
        new BoundClaim(
            Of("expectation.lower", "the main sum E_P is at most E D_N over random selections", @"E_P = \frac{L-N}{L} \sum_i \lVert \mu_i \rVert \le \mathbb{E}\, D_N", "paper, Theorem 1 (ii), read as a bound", ClaimKind.Sharp, Every),
            Uses,
            x => new(RandomSelection.MainSumAt(x.Weights, x.VectorSet, x.Size), Mean(x), x.VectorSet.MaxNorm))
        {
            LongestRow = 8,
            Known = [DistanceClaims.Equal(5, 2)],
            When = x => x.Size < x.Length,
        },
        new BoundClaim(
            Of("expectation.upper", "E D_N is at most ((L−N)/L) Σ √(||μ_i||² + V_i)", @"\mathbb{E}\, D_N \le \frac{L-N}{L} \sum_i \sqrt{\lVert \mu_i \rVert^2 + V_i}", "theory, section 2", ClaimKind.Sharp, Every),
            Uses,
            x => new(Mean(x), RandomSelection.UpperBound(x.Weights, x.VectorSet)[x.Size], 100 * x.VectorSet.MaxNorm))
        {
            LongestRow = 8,
            Known = [DistanceClaims.Equal(5, 2)],
            When = x => x.Size < x.Length,
        },
        new BoundClaim(
            Of("expectation.flat", "E D_N is at most (1−N/L)(N+1) Σ||y_i||, free of L", @"\mathbb{E}\, D_N \le \left(1-\frac{N}{L}\right)(N+1) \sum_i \lVert y_i \rVert", "theory, section 2", ClaimKind.New, Every),
            Uses,
            x => new(Mean(x), RandomSelection.FlatBound(x.Weights, x.VectorSet)[x.Size], x.VectorSet.MaxNorm))
        {
            LongestRow = 8,
            When = x => x.Size >= 1 && x.Size < x.Length,
            Tensors = r => SameSize(r, (mean, bound) => new(mean, bound, r.Radius)),
        },
        new BoundClaim(
            Of("expectation.linear", "twice the tokens give at least one and a half times E D_N: it grows linearly in L", @"\mathbb{E}\, D_N(2L) \ge \tfrac{3}{2}\, \mathbb{E}\, D_N(L)", "paper, Corollary 2 (i), as read off GPT-2", ClaimKind.Published, "every token twice, N fixed; every subset tried (L ≤ 5)"),
            Uses,
            x => new(1.5 * Mean(x), Mean(Twice(x)), x.VectorSet.MaxNorm))
        {
            LongestRow = 5,
            When = x => x.Size >= 1 && x.Size < x.Length,
        },
        new BoundClaim(
            Of("expectation.share-of-L", "the main sum with N/L for N/(L−1) is at most E D_N", @"\frac{L-N}{L} \sum_i \left\lVert \frac{N}{L}(c - y_i) - y_i \right\rVert \le \mathbb{E}\, D_N", "paper, Theorem 1 (ii), the inclusion probability read as N/L", ClaimKind.Published, Every),
            Uses,
            x => new(ShareOfLength(x), Mean(x), x.VectorSet.MaxNorm))
        {
            ShortestRow = 2,
            LongestRow = 8,
            When = x => x.Size >= 1 && x.Size < x.Length,
        },
        new BoundClaim(
            Of("expectation.inclusion", "a token is left out with probability (L−N)/L", @"\Pr(i \notin I) = \frac{L-N}{L}", "paper, Theorem 1 (ii)", ClaimKind.Published, Every),
            InstanceParts.Size,
            x => new(Subsets(x.Length, x.Size).Average(set => set[0] ? 0.0 : 1), (x.Length - x.Size) / (double)x.Length, 0, Equality: true))
        {
            LongestRow = 10,
        },
        new BoundClaim(
            Of("expectation.conditional", "given that a token is left out, another is selected with probability N/(L−1)", @"\Pr(j \in I \mid i \notin I) = \frac{N}{L-1}", "paper, Theorem 1 (ii)", ClaimKind.Published, Every),
            InstanceParts.Size,
            x => new(Subsets(x.Length, x.Size).Where(set => !set[0]).Average(set => set[1] ? 1.0 : 0), x.Size / (x.Length - 1.0), 0, Equality: true))
        {
            ShortestRow = 2,
            LongestRow = 10,
            When = x => x.Size < x.Length,
        },
    ];

    /// <summary>Every selection of one size, [2^L choose N][L].</summary>
    internal static IEnumerable<bool[]> Subsets(int length, int size) =>
        Enumerable.Range(0, 1 << length).Where(set => BitOperations.PopCount((uint)set) == size)
            .Select(set => Enumerable.Range(0, length).Select(i => (set >> i & 1) == 1).ToArray());

    /// <summary>The same as a tensor, [S, L]; kept.</summary>
    internal static Tensor SubsetMasks(int length, int size) => Masks.GetOrAdd((length, size), key =>
    {
        var sets = Subsets(key.Length, key.Size).ToArray();
        return tensor(sets.SelectMany(s => s.Select(b => b ? 1.0 : 0)).ToArray()).reshape(sets.Length, key.Length).DetachFromDisposeScope();
    });

    private static Claim Of(string id, string words, string statement, string source, ClaimKind kind, string conditions) =>
        new(id, words, statement, source, kind, conditions) { Notebook = "02-distance", Section = "Random selection", Figure = id is "expectation.lower" or "expectation.upper" ? "figure-expectations" : "" };

    private static double Mean(Instance x) => SelectionEnumeration.Cumulative(x.Weights, x.VectorSet, x.Size);

    private static Instance Twice(Instance x) => x with
    {
        Logits = [.. x.Logits, .. x.Logits],
        Vectors = [.. x.Vectors, .. x.Vectors],
        Selected = [.. x.Selected, .. new bool[x.Length]],
        Step = [.. x.Step, .. x.Step],
    };

    private static double ShareOfLength(Instance x)
    {
        var y = x.Y;
        var c = Euclid.Sum(y);
        var share = x.Size / (double)x.Length;
        return (x.Length - x.Size) / (double)x.Length * y.Sum(v => Euclid.Norm(Euclid.Minus(Euclid.Times(share, c), Euclid.Times(1 + share, v))));
    }

    // The rows of a batch have different sizes: each size's subsets are tried on all of them, and each row picks its own.
    private static TensorSides SameSize(RowBatch r, Func<Tensor, Tensor, TensorSides> sides)
    {
        var length = (int)r.Length;
        var norms = RowBatch.Norm(r.Y).sum(-1);
        var (mean, bound) = (zeros_like(norms), zeros_like(norms));
        for (var n = 1; n < length; n++)
        {
            var mine = r.Size.eq(Constant.Of(n)).to_type(ScalarType.Float64);
            var masks = SubsetMasks(length, n);
            var s = masks.matmul(r.Y).unsqueeze(2);
            var all = (RowBatch.Norm(s - r.Y.unsqueeze(1)) * (Constant.One - masks)).sum(-1).mean([1]);
            mean += mine * all;
            bound += mine * norms * Constant.Of((1 - (double)n / length) * (n + 1));
        }

        return sides(mean, bound);
    }
}
