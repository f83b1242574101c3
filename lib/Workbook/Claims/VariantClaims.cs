using Workbook.Experiments.Simulations;
using Workbook.Normalizers;
using static TorchSharp.torch;

namespace Workbook.Claims;

/// <summary>What every attention variant of the catalogue declares of its rows: their sums, and how far they move.</summary>
/// <remarks>
/// An instance is a context of one head with d = 2: l less its greatest are the products q·k/sqrt d of the last query, e is how far each key lies
/// across this query, both in units of T; the amount is the tangent of the query's angle to the first axis. Earlier queries are fixed.
/// J is how the weights move when l does, through the keys: by autograd through the variant itself.
/// </remarks>
// Definitions: docs and catalogue; the bounds follow from ||diag(a) − aaᵀ|| ≤ 1/2 (theory section 4) and are written out in notebook 05.
internal sealed class VariantClaims : IClaimFamily
{
    private const int Longest = 6;
    private const int Width = 2;

    public IEnumerable<IClaim> Claims =>
    [
        .. NormalizerCatalogue.Variants.Where(v => double.IsFinite(v.Properties.RowSum.Most)).Select(Sum),
        .. NormalizerCatalogue.Variants.Where(v => v.Properties.JacobianBound is not null).Select(v => Greatest(
            v,
            $"{v.Name} attention is never more sensitive than its catalogue says",
            @"\lVert J \rVert_2 \le \sup \lVert J \rVert_2",
            r => full_like(r.LogAmount, Constant.Of(v.Properties.JacobianBound!((int)r.Length))))),
        Turning(new QkNormAttention(), @"\lVert J \rVert_2 \le \frac{g}{2} \cdot \frac{\sqrt{d}}{\lVert q \rVert \min_j \lVert k_j \rVert}", new QkNormAttention().StartGain),
        Turning(new ThresholdRelativeAttention(), @"\lVert J \rVert_2 \le \frac{d}{2 \lVert q \rVert \min_j \lVert k_j \rVert}", Math.Sqrt(Width)),
        Greatest(
            new SelectiveAttention(),
            "selective attention moves by what the earlier queries add to a step",
            @"\lVert J \rVert_2 \le \frac{1}{2} \left( 1 + \sum_{2 < k < i} \frac{\lvert q_k \cdot q_i \rvert}{\lVert q_i \rVert^2} \right)",
            r => (Earlier(r.Length).narrow(0, Math.Min(2, r.Length - 1), Math.Max(0, r.Length - 3)).matmul(Query(r.Amount).transpose(0, 1)).abs().sum(dim: 0) / Constant.Of(Width) + Constant.One) / Constant.Of(2)),
    ];

    private static BoundClaim Sum(IAttentionVariant variant)
    {
        var (least, most) = variant.Properties.RowSum;
        var exact = least == most;
        var statement = exact ? @"\sum_j a_{ij} = " + (most == 1 ? "1" : @"1 - \lambda_0") : @"\sum_j a_{ij} \le " + most;
        return new BoundClaim(
            Of(variant, "sum", $"the weights of {variant.Name} attention sum to {(exact ? "" : "at most ")}{Charts.NumberText.Show(most)}", statement),
            InstanceParts.Step | InstanceParts.Amount,
            x =>
            {
                using var scope = NewDisposeScope();
                using var noGrad = no_grad();
                var r = new RowBatch([x]);
                return new(Weights(variant, r.Scaled, r.Step, r.Amount).sum().item<double>(), most, 0, Equality: exact);
            })
        {
            LongestRow = Longest,
            IsPlain = false,
            Tensors = exact ? null : r => new(Weights(variant, r.Scaled, r.Step, r.Amount).sum(-1), full_like(r.LogAmount, Constant.Of(most))),
        };
    }

    // A step of one in q·k/sqrt d turns a key, at a right angle to the query, by sqrt d/(||q|| ||k||), and ||q|| = sqrt d here.
    private static BoundClaim Turning(IAttentionVariant variant, string statement, double gain) => Greatest(
        variant,
        $"{variant.Name} moves by at most half its gain over the shortest key: a short key turns by any angle",
        statement,
        r => Constant.Of(gain / 2) / (r.Scaled.square() + r.Step.square()).sqrt().amin([-1]),
        x => x.Logits.Zip(x.Step, (l, e) => Math.Sqrt((l - x.Logits.Max()) * (l - x.Logits.Max()) + e * e)).Min() > 1e-2 * x.Temperature);

    private static BoundClaim Greatest(IAttentionVariant variant, string words, string statement, Func<RowBatch, Tensor> bound, Func<Instance, bool>? when = null)
    {
        TensorSides Sides(RowBatch r, bool follow)
        {
            var most = bound(r);
            return new(Norm(variant, r, follow), most, most);
        }

        return new BoundClaim(
            Of(variant, "norm", words, statement),
            InstanceParts.Step | InstanceParts.Amount,
            x =>
            {
                using var scope = NewDisposeScope();
                var sides = Sides(new RowBatch([x]), follow: false);
                return new(sides.Value.item<double>(), sides.Bound.item<double>(), sides.Bound.item<double>());
            })
        {
            ShortestRow = 2,
            LongestRow = Longest,
            IsPlain = false,
            When = when ?? (_ => true),

            // Two equal keys at a right angle to a query on the first axis.
            Known = [Instance.Row([0, 0]) with { Step = [1, 1], Amount = 1e-3 }],
            Tensors = r => Sides(r, follow: true),
        };
    }

    private static Claim Of(IAttentionVariant variant, string part, string words, string statement) =>
        new($"variant.{variant.Name.Replace(' ', '-')}.{part}", words, statement, variant.Properties.Reference, ClaimKind.New, "one head, d = 2; default parameters; gates of tokens at 0; where J exists")
        {
            Notebook = "05-normalizers",
            Section = "More than one row",
            AmountName = "tan of the query's angle",
        };

    // [B, L] weights from [B, L] logits and offsets and [B] tangents.
    private static Tensor Weights(IAttentionVariant variant, Tensor logits, Tensor across, Tensor tangent)
    {
        var query = Query(tangent);
        var normal = stack([-query.select(-1, 1), query.select(-1, 0)], -1).unsqueeze(1) / Constant.Of(Math.Sqrt(Width));
        return AttentionRow.Weights(variant, logits, query, across.unsqueeze(-1) * normal, Earlier(logits.shape[1]));
    }

    // [B, 2], of length sqrt d.
    private static Tensor Query(Tensor tangent)
    {
        var cosine = (tangent.square() + Constant.One).rsqrt() * Constant.Of(Math.Sqrt(Width));
        return stack([cosine, tangent * cosine], -1);
    }

    private static Tensor Earlier(long length) => tensor(Enumerable.Range(0, Width * (int)length).Select(i => Math.Sin(1 + 3 * i)).ToArray(), length, Width);

    // A copy of each row a weight: copy i gives row i of J. [B].
    private static Tensor Norm(IAttentionVariant variant, RowBatch rows, bool follow)
    {
        using var gradient = enable_grad();
        var (batch, length) = (rows.Scaled.shape[0], rows.Length);
        Tensor Copies(Tensor part) => part.unsqueeze(1).expand(batch, length, length).reshape(batch * length, length);
        var l = Copies(follow ? rows.Scaled : rows.Scaled.detach());
        if (!l.requires_grad) l = l.requires_grad_(true);
        var a = Weights(variant, l, Copies(rows.Step), rows.Amount.unsqueeze(1).expand(batch, length).reshape(-1));
        var own = a.view(batch, length, length).diagonal(0, 1, 2).sum();
        var jacobians = autograd.grad([own], [l], retain_graph: follow, create_graph: follow)[0].view(batch, length, length);
        return linalg.svdvals(jacobians).select(-1, 0);
    }
}
