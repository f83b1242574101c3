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
        JacobianBound = Bound(4) is null ? null : length => Bound(length)!.Value,
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

    // With very negative logits A is softmax(ln(n) l), and ln(n) the slope of its logits, which is the most. Null: not known.
    private double? Bound(int length)
    {
        var scale = Power * Math.Log(length);
        return length <= ShortRow || Offset == 0 ? scale / 2
            : Offset < 1 ? Power >= 2 ? scale * Above(length).Norm : null
            : length > 2 * Offset ? double.PositiveInfinity : 0;
    }

    private double[] Steepest(int length, double least)
    {
        // n A of two tokens; from an offset of 1 on as little above it as it takes.
        var share = length <= ShortRow || Offset == 0 || length <= 2 * Offset ? length / 2.0
            : Offset < 1 ? Above(length).Share
            : Offset + Math.Min((length / 2.0 - Offset) / 2, Power * Math.Log(length) * Offset / (2 * least));
        var rest = (length - 2 * share) / Math.Max(1, length - 2);
        double Logit(double nA) => (Math.Max(Math.Log(nA / length), -SteepestRows.Far) - SteepestRows.Far) / Math.Log(length);
        return SteepestRows.Levels(length, 2, Logit(share), Logit(rest));
    }

    // For an offset in (0, 1) and p ≥ 2, two tokens at nA = w, the others alike: ||J||_2 = p ln(n) a w/(w − o) along their difference, greatest over w (num.).
    private (double Share, double Norm) Above(int length) => SteepestRows.Greatest(
        w =>
        {
            var (above, other) = (w - Offset, Math.Max(0, (length - 2 * w) / (length - 2) - Offset));
            return w / above / (2 + (length - 2) * Math.Pow(other / above, Power));
        },
        1,
        length / 2.0);
}
