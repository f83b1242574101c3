using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Length-scaled softplus with re-weighting (LSSAR): A_i = softplus(ln(n) l_i) / Σ_j softplus(ln(n) l_j), then a = [n A − o]+^p / Σ [n A − o]+^p, n the tokens the row sees.</summary>
/// <remarks>In the paper l is ln(d_head) times the cosine of query and key (<see cref="SoftplusReweightedAttention"/>), and o is 0 in rows of up to three tokens.
/// A longer row in which no token is above its share 1/n gives zeros.</remarks>
// Gao et al. 2025, arXiv 2501.13428; second-hand
public sealed class SoftplusReweighted : RowNormalizer
{
    private const int ShortRow = 3;

    /// <summary>Makes the normalizer.</summary>
    /// <param name="power">p, at least 1; 15 in the paper, 3 the best at a length of 1,024.</param>
    /// <param name="offset">o, at least 0 and finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public SoftplusReweighted(double power = 15, double offset = 1)
    {
        Power = Parameter.AtLeast(power, 1, nameof(power));
        Offset = Parameter.AtLeast(offset, 0, nameof(offset));
    }

    /// <summary>p, at least 1; 15 in the paper, 3 the best at a length of 1,024.</summary>
    public double Power { get; }

    /// <summary>o, at least 0 and finite.</summary>
    public double Offset { get; }

    /// <inheritdoc/>
    public override string Name => "softplus reweighted";

    /// <inheritdoc/>
    public override NormalizerProperties Properties => new()
    {
        SumsToOne = Offset < 1,
        ExactZeros = Offset > 0,
        ShiftInvariant = false,
        DependsOnLength = true,
        JacobianBound = Bound,
        SteepestRow = Steepest,
        Reference = "Gao et al. 2025",
        ArXiv = "2501.13428",
    };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(MaskedRows rows)
    {
        var (raised, sum, _, _) = Parts(rows);
        return raised / sum;
    }

    /// <inheritdoc/>
    protected override torch.Tensor Derivative(MaskedRows rows, torch.Tensor weights, torch.Tensor direction)
    {
        // The derivative of ln softplus is σ(z)/softplus(z), 1 far below zero.
        var z = rows.Logits * rows.Count.log();
        var slope = (z.clamp_min(Constant.Of(Far)).sigmoid() / Softplus(z.clamp_min(Constant.Of(Far)))).masked_fill(z < Constant.Of(Far), Constant.One);
        var (raised, sum, share, unit) = Parts(rows);
        var moves = MaskedRows.SoftmaxProduct(share, direction * slope * rows.Count.log()) * rows.Count / unit;
        var inside = raised > Constant.Zero;
        var relative = raised.masked_fill(inside.logical_not(), Constant.One).pow(Constant.Of((Power - 1) / Power)).masked_fill(inside.logical_not(), Constant.Zero);
        var lifted = relative * moves * Constant.Of(Power) / sum;
        return lifted - weights * lifted.sum(-1, keepdim: true);
    }

    // Below this softplus(z) is e^z to every digit of a double.
    private const double Far = -40;

    private static torch.Tensor Softplus(torch.Tensor z) => -torch.nn.functional.logsigmoid(-z);

    // ([nA − o]/unit)^p, its sum, A, and the unit: the largest [nA − o] of the row, so that no power overflows.
    private (torch.Tensor Raised, torch.Tensor Sum, torch.Tensor Share, torch.Tensor Unit) Parts(MaskedRows rows)
    {
        var z = rows.Logits * rows.Count.log();
        var log = torch.where(z < Constant.Of(Far), z, Softplus(z.clamp_min(Constant.Of(Far))).log());
        var share = rows.Softmax(log).masked_fill(rows.Masked, Constant.Zero);
        var offset = (rows.Count > Constant.Of(ShortRow)).to_type(share.dtype) * Constant.Of(Offset);

        // Equal shares are 1/n only up to rounding: what is above its share by less has none of it.
        var above = (share * rows.Count - offset).relu();
        above = above.masked_fill(above <= Constant.Of(share.dtype == torch.ScalarType.Float64 ? 1e-12 : 1e-5), Constant.Zero);
        var inside = above > Constant.Zero;
        var unit = above.detach().amax([-1], keepdim: true);
        unit = unit.masked_fill(unit == Constant.Zero, Constant.One);
        var raised = (above / unit).masked_fill(inside.logical_not(), Constant.One).pow(Constant.Of(Power)).masked_fill(inside.logical_not(), Constant.Zero);
        var sum = raised.sum(-1, keepdim: true);
        return (raised, sum.masked_fill(sum == Constant.Zero, Constant.One), share, unit);
    }

    // J is its value at slope 1 times the slopes, which are at most 1; with very negative logits all slopes are 1, and A is any point of the simplex.
    private double Bound(int length)
    {
        var scale = Power * Math.Log(length);
        return length <= ShortRow || Offset == 0 ? scale / 2
            : Offset < 1 ? scale * Greatest(length).Norm
            : length > 2 * Offset ? double.PositiveInfinity : 0;
    }

    private double[] Steepest(int length, double least)
    {
        double Logit(double nA) => (Math.Max(Math.Log(nA / length), -SteepestRows.Far) - SteepestRows.Far) / Math.Log(length);
        return [.. Shares(length, least).Select(Logit)];
    }

    // n A of two tokens and of the others; from an offset of 1 on as little above it as it takes.
    private double[] Shares(int length, double least)
    {
        if (length > ShortRow && Offset is > 0 and < 1)
            return Greatest(length).Shares;
        var share = length <= ShortRow || Offset == 0 || length <= 2 * Offset ? length / 2.0
            : Offset + Math.Min((length / 2.0 - Offset) / 2, Power * Math.Log(length) * Offset / (2 * least));
        return SteepestRows.Levels(length, 2, share, (length - 2 * share) / Math.Max(1, length - 2));
    }

    // An offset in (0, 1): ||J||_2/(p ln n), greatest of two families of rows, and the n A of its row. No search over all rows has exceeded them (num.).
    private (double Norm, double[] Shares) Greatest(int length)
    {
        var (pair, one) = (Pair(length), OneAbove(length));
        return pair.Norm >= one.Norm ? pair : one;
    }

    // Two tokens at w and the others alike, along the two's difference: a w/(w − o).
    private (double Norm, double[] Shares) Pair(int length)
    {
        var (share, norm) = SteepestRows.Greatest(
            w =>
            {
                var (above, other) = (w - Offset, Math.Max(0, (length - 2 * w) / (length - 2) - Offset));
                return w / above / (2 + (length - 2) * Math.Pow(other / above, Power));
            },
            1,
            length / 2.0);
        return (norm, SteepestRows.Levels(length, 2, share, (length - 2 * share) / (length - 2)));
    }

    // One token above, k at w and the rest at the offset, where they have no weight: the greatest near p = 1, where a token just above the offset still moves at a finite rate.
    private (double Norm, double[] Shares) OneAbove(int length)
    {
        var (count, (share, norm)) = Enumerable.Range(1, length - 1)
            .Select(k => (k, SteepestRows.Greatest(w => OneAboveNorm(length, k, w), Offset, (length - (length - 1 - k) * Offset) / (k + 1))))
            .MaxBy(best => best.Item2.Value);

        // At p = 1 the limit from above; at the offset itself the tokens would have no weight.
        share = Math.Max(share, Offset + 1e-9);
        var rest = length - 1 - count;
        return (norm, [length - count * share - rest * Offset, .. Enumerable.Repeat(share, count), .. Enumerable.Repeat(Offset, rest)]);
    }

    // da_1 = pull dl_1 − push Σ_k dl_j − (pull − k push) A·dl, and each of the k moves by −da_1/k.
    private double OneAboveNorm(int length, int k, double share)
    {
        var rest = length - 1 - k;
        var top = length - k * share - rest * Offset;
        var (above, beside) = (top - Offset, share - Offset);
        var sum = Math.Pow(above, Power) + k * Math.Pow(beside, Power);
        var pull = k * Math.Pow(beside, Power) * top * Math.Pow(above, Power - 1) / (sum * sum);
        var push = Math.Pow(above, Power) * share * Math.Pow(beside, Power - 1) / (sum * sum);
        var mean = (pull - k * push) / length;
        var (first, each, others) = (pull - mean * top, push + mean * share, mean * Offset);
        return Math.Sqrt((1 + 1.0 / k) * (first * first + k * each * each + rest * others * others));
    }
}
