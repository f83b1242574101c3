using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Sparse normalizers for any power, on any device: a safeguarded Newton search of the threshold in tensors.</summary>
internal static class ThresholdRows
{
    private const int MostSteps = 200;

    /// <summary>a = u/Σu, u = [x − τ]+^exponent, with Σ [x − τ]+^power = 1.</summary>
    /// <param name="rows">The mask.</param>
    /// <param name="values">x, [..., L], float64 throughout: a threshold's rounding error grows by the power.</param>
    /// <param name="power">Above 0; the exponent itself for α-entmax, one more for normmax.</param>
    /// <param name="exponent">Above 0.</param>
    public static torch.Tensor Weights(MaskedRows rows, torch.Tensor values, double power, double exponent)
    {
        var x = SparseRows.Top(rows, values);
        var threshold = Threshold(x.detach(), power);
        var support = x.detach() > threshold;

        // τ is a constant here; the added zero carries its derivative, the mean of the moves weighed by [x − τ]^(power − 1).
        var slopes = Power(x.detach() - threshold, support, power - 1);
        var sum = slopes.sum(-1, keepdim: true);
        var moving = (slopes * x).sum(-1, keepdim: true) / sum;
        var u = Power(x - (threshold + (moving - moving.detach())), support, exponent);
        return u / u.sum(-1, keepdim: true);
    }

    // With the largest value at 0, τ lies between −1 and −L^(−1/power).
    private static torch.Tensor Threshold(torch.Tensor x, double power)
    {
        using var scope = torch.NewDisposeScope();
        using var constant = torch.no_grad();
        var low = torch.full_like(x.narrow(-1, 0, 1), Constant.Of(-1));
        var high = torch.full_like(low, Constant.Of(-Math.Pow(x.shape[^1], -1 / power)));
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

            // Newton on mass^(1/power) − 1, nearly straight in τ for every power; outside the bracket, and now and then, halve instead.
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
