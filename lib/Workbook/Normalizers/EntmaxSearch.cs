using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>α-entmax for any α > 1 by a safeguarded Newton search of its threshold.</summary>
internal static class EntmaxSearch
{
    private const int MostSteps = 200;

    /// <summary>[(α−1)x − τ]+^(1/(α−1)) with sum 1.</summary>
    /// <param name="rows">The mask.</param>
    /// <param name="values">x, [..., L].</param>
    /// <param name="alpha">α, above 1.</param>
    // Peters, Niculae and Martins 2019: τ lies between −1 and −L^(1−α) once the largest value is 0.
    public static torch.Tensor Weights(MaskedRows rows, torch.Tensor values, double alpha)
    {
        // In float64 throughout: a threshold's rounding error grows by the power 1/(α − 1).
        var x = SparseRows.Top(rows, values.to_type(torch.ScalarType.Float64) * Constant.Of(alpha - 1));
        var power = 1 / (alpha - 1);
        var threshold = Threshold(x.detach(), power, alpha);
        var support = x.detach() > threshold;

        // τ is a constant here; the added zero carries its derivative, the mean of the moves weighed by u = a^(2−α).
        var u = Power(x.detach() - threshold, support, power - 1);
        var sum = u.sum(-1, keepdim: true);
        var moving = (u * x).sum(-1, keepdim: true) / sum;
        var a = Power(x - (threshold + (moving - moving.detach())), support, power);
        return (a / a.sum(-1, keepdim: true)).to_type(values.dtype);
    }

    private static torch.Tensor Threshold(torch.Tensor x, double power, double alpha)
    {
        using var scope = torch.NewDisposeScope();
        using var constant = torch.no_grad();
        var low = torch.full_like(x.narrow(-1, 0, 1), Constant.Of(-1));
        var high = torch.full_like(low, Constant.Of(-Math.Pow(x.shape[^1], 1 - alpha)));
        var threshold = low.clone();
        for (var step = 0; step < MostSteps; step++)
        {
            using var inner = torch.NewDisposeScope();
            var inside = x > threshold;
            var mass = Power(x - threshold, inside, power).sum(-1, keepdim: true);
            var above = mass >= Constant.One;
            var newLow = torch.where(above, threshold, low);
            var newHigh = torch.where(above, high, threshold);
            var done = ((mass - Constant.One).abs() <= Constant.Of(4e-16 * (1 + power))).logical_or(newHigh - newLow <= Constant.Of(1e-17)).all().item<bool>();

            // Newton on mass^(1/power) − 1, nearly straight in τ for every α; outside the bracket, and now and then, halve instead.
            var slope = Power(x - threshold, inside, power - 1).sum(-1, keepdim: true);
            var newton = threshold + mass * (Constant.One - mass.pow(Constant.Of(-1 / power))) / slope;
            var middle = (newLow + newHigh) / Constant.Of(2);
            var usable = (newton >= newLow).logical_and(newton <= newHigh);
            var next = step % 4 == 3 ? middle : torch.where(usable, newton, middle);
            (low, high) = (newLow.MoveToOuterDisposeScope(), newHigh.MoveToOuterDisposeScope());
            if (done)
                break;
            threshold = next.MoveToOuterDisposeScope();
        }

        return threshold.MoveToOuterDisposeScope();
    }

    // [v]^e where inside, else 0; the power never meets 0, whose derivative would be infinite.
    private static torch.Tensor Power(torch.Tensor values, torch.Tensor inside, double exponent) =>
        values.masked_fill(inside.logical_not(), Constant.One).pow(Constant.Of(exponent)).masked_fill(inside.logical_not(), Constant.Zero);
}
