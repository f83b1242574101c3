using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>The exact forms of the sparse normalizers: the support by sorting, the threshold in closed form on it.</summary>
internal static class SparseRows
{
    /// <summary>[x − τ]+ with sum 1, the projection on the simplex.</summary>
    /// <param name="rows">The mask.</param>
    /// <param name="values">x, [..., L].</param>
    // Martins and Astudillo 2016, algorithm 1.
    public static torch.Tensor Linear(MaskedRows rows, torch.Tensor values)
    {
        var x = Top(rows, values);
        var support = Support(x, (mean, _, rank) => mean - rank.reciprocal());
        var threshold = ((x * support).sum(-1, keepdim: true) - Constant.One) / support.sum(-1, keepdim: true);
        return (x - threshold).relu() * support;
    }

    /// <summary>u = [x − τ]+ with Σ u² = 1.</summary>
    /// <param name="rows">The mask.</param>
    /// <param name="values">x, [..., L].</param>
    // Peters, Niculae and Martins 2019.
    public static torch.Tensor Square(MaskedRows rows, torch.Tensor values)
    {
        var x = Top(rows, values);
        var support = Support(x, (mean, meanSquare, rank) => mean - (rank.reciprocal() - (meanSquare - mean * mean)).clamp_min(Constant.Zero).sqrt());
        var count = support.sum(-1, keepdim: true);
        var mean = (x * support).sum(-1, keepdim: true) / count;
        var spread = ((x - mean) * (x - mean) * support).sum(-1, keepdim: true);

        // On the true support 1 − spread is positive; the floor only keeps a rounding error out of the root.
        var threshold = mean - ((Constant.One - spread).clamp_min(Constant.Of(1e-30)) / count).sqrt();
        return (x - threshold).relu() * support;
    }

    /// <summary>1.5-entmax of x: [x/2 − τ]+² with sum 1.</summary>
    /// <param name="rows">The mask.</param>
    /// <param name="values">x, [..., L].</param>
    public static torch.Tensor HalfPower(MaskedRows rows, torch.Tensor values)
    {
        var u = Square(rows, values / Constant.Of(2));
        return u * u;
    }

    /// <summary>a^e where a is above 0, else 0.</summary>
    /// <param name="weights">a, [..., L], not negative.</param>
    /// <param name="exponent">e, of either sign.</param>
    public static torch.Tensor Power(torch.Tensor weights, double exponent)
    {
        var outside = weights <= Constant.Zero;
        return weights.masked_fill(outside, Constant.One).pow(Constant.Of(exponent)).masked_fill(outside, Constant.Zero);
    }

    /// <summary>(diag(u) − u uᵀ/Σu) v.</summary>
    /// <param name="u">[..., L].</param>
    /// <param name="direction">v, [..., L].</param>
    public static torch.Tensor Product(torch.Tensor u, torch.Tensor direction)
    {
        var sum = u.sum(-1, keepdim: true);
        var mean = (u * direction).sum(-1, keepdim: true) / sum.masked_fill(sum == Constant.Zero, Constant.One);
        return u * (direction - mean);
    }

    /// <summary>Values less their largest, cut at −2: a threshold is never below −1, so nothing lower can be in the support, and sums stay small.</summary>
    /// <param name="rows">The mask.</param>
    /// <param name="values">x, [..., L].</param>
    public static torch.Tensor Top(MaskedRows rows, torch.Tensor values)
    {
        var shifted = (values - rows.Max(values)).masked_fill(rows.Masked, Constant.Of(-2)).clamp_min(Constant.Of(-2));

        // In a row that is masked whole every value is -2, which may not stand below every threshold.
        return shifted - shifted.detach().amax([-1], keepdim: true);
    }

    // 1 on the support: the largest k values, k the last rank whose own threshold lies below its value.
    private static torch.Tensor Support(torch.Tensor x, Func<torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor> threshold)
    {
        using var scope = torch.NewDisposeScope();
        using var constant = torch.no_grad();
        var (sorted, order) = x.detach().sort(-1, descending: true);
        var rank = torch.ones_like(x).cumsum(-1);
        var own = threshold(sorted.cumsum(-1) / rank, (sorted * sorted).cumsum(-1) / rank, rank);
        var inside = (own <= sorted).to_type(x.dtype);
        return torch.zeros_like(x).scatter(-1, order, inside).MoveToOuterDisposeScope();
    }
}
