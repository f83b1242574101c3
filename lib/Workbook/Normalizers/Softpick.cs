using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Softpick: a_i = [e^(l_i) − 1]+ / (Σ_j |e^(l_j) − 1| + ε), without sinks or a sum of 1.</summary>
/// <remarks>Masked tokens take no part in the sum. Near l = 0 the slope is about 1/ε, and grows with sqrt(L) in rows of more than some ten tokens.</remarks>
// Zuhri et al. 2025, arXiv 2504.20966; ε stands on the unscaled sum, which differs by less than ε in relation
public sealed class Softpick : RowNormalizer
{
    /// <summary>Makes the normalizer.</summary>
    /// <param name="epsilon">ε, positive and finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public Softpick(double epsilon = 1e-8)
    {
        Epsilon = Parameter.Positive(epsilon, nameof(epsilon));
    }

    /// <summary>ε, positive and finite.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override string Name => "softpick";

    /// <inheritdoc/>
    public override NormalizerProperties Properties => new()
    {
        SumsToOne = false,
        ExactZeros = true,
        ShiftInvariant = false,
        JacobianBound = length => Math.Max(0.5, Steepest(length).Norm),
        SteepestRow = SteepestRow,
        Reference = "Zuhri et al. 2025",
        ArXiv = "2504.20966",
    };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(MaskedRows rows)
    {
        var (scaled, sum, _) = Parts(rows);
        return scaled.relu() / sum;
    }

    /// <inheritdoc/>
    protected override torch.Tensor Derivative(MaskedRows rows, torch.Tensor weights, torch.Tensor direction)
    {
        var (_, sum, max) = Parts(rows);
        var slope = (rows.Logits - max).exp() * direction / sum;
        return slope * (rows.Logits > Constant.Zero).to_type(slope.dtype) - weights * (torch.sign(rows.Logits) * slope).sum(-1, keepdim: true);
    }

    // (e^l − 1) e^-m and (Σ|e^l − 1| + ε) e^-m, m = max(max l, 0): nothing overflows, and small l keep their digits.
    private (torch.Tensor Scaled, torch.Tensor Sum, torch.Tensor Max) Parts(MaskedRows rows)
    {
        var max = rows.Max(rows.Logits).clamp_min(Constant.Zero);
        var small = rows.Logits < Constant.One;
        var scaled = torch.where(
            small,
            rows.Logits.clamp_max(Constant.One).expm1() * (-max).exp(),
            (rows.Logits - max).exp() - (-max).exp()).masked_fill(rows.Masked, Constant.Zero);
        return (scaled, scaled.abs().sum(-1, keepdim: true) + (-max).exp() * Constant.Of(Epsilon), max);
    }

    // One token at a weight a, the others just above 0: J = (1 − a)/ε · (I − a e_1 1ᵀ) diag(e^l), in the plane of e_1 and the mean of the others (num.).
    private (double Weight, double Norm) Steepest(int length) => SteepestRows.Greatest(
        a =>
        {
            var (own, others) = (1 - a + Epsilon * a, a * Math.Sqrt(length - 1));
            var trace = own * own + others * others + 1;
            return (1 - a) / Epsilon * Math.Sqrt((trace + Math.Sqrt(trace * trace - 4 * own * own)) / 2);
        },
        0,
        1);

    private double[] SteepestRow(int length, double least)
    {
        var (weight, norm) = Steepest(length);

        // A large ε leaves softmax's own tie, high above it.
        return norm < 0.5
            ? SteepestRows.Levels(length, 2, SteepestRows.Far + Math.Log(Epsilon), -1)
            : SteepestRows.Levels(length, 1, double.LogP1(Epsilon * Math.Max(1e-4, weight) / (1 - weight)), double.LogP1(1e-4 * Epsilon / length));
    }
}
