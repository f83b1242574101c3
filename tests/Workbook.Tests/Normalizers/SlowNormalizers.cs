using Workbook.Normalizers;
using Workbook.Tests.Selection;

namespace Workbook.Tests.Normalizers;

/// <summary>The definitions again for one row without masks, in plain double; the sparse ones by bisection, where the library sorts.</summary>
internal static class SlowNormalizers
{
    public static Func<double[], double[]>? For(INormalizer normalizer) => normalizer switch
    {
        Softmax f => l => Slow.Softmax(l, f.Temperature),
        ScalableSoftmax f => l => Slow.Softmax([.. l.Select(v => v * (f.Scale * Math.Log(l.Length) + f.Bias))], 1),
        LogLengthSoftmax f => l => Slow.Softmax([.. l.Select(v => v * Math.Log(l.Length) / Math.Log(f.TrainingLength))], 1),
        AdaptiveTemperatureSoftmax => Adaptive,
        SinkSoftmax f => l => Slow.Softmax([.. l, f.Sink], 1)[..^1],
        TopKSoftmax f => l => Kept(l, [.. Slow.Order(l).Take(f.K)]),
        ThresholdSoftmax f => l => Kept(l, [.. Enumerable.Range(0, l.Length).Where(i => Math.Exp(l[i] - l.Max()) >= f.Share)]),
        SoftcapSoftmax f => l => Slow.Softmax([.. l.Select(v => f.Cap * Math.Tanh(v / f.Cap))], 1),
        SelfAdjustedSoftmax => l => [.. Slow.Softmax(l, 1).Zip(l, (s, v) => s * (v - Math.Min(l.Min(), 0)) / (Math.Max(l.Max(), 0) - Math.Min(l.Min(), 0) + 1e-10))],
        Sparsemax f => l => Root([.. l.Select(v => v / f.Temperature)], u => u, 1),
        Entmax { Alpha: 1 } f => l => Slow.Softmax(l, f.Temperature),
        Entmax f => l => Root([.. l.Select(v => (f.Alpha - 1) * v / f.Temperature)], u => Math.Pow(u, 1 / (f.Alpha - 1)), f.Alpha - 1),
        AdaptiveScalableEntmax f => l => Root([.. l.Select(v => v * (f.Delta + f.Beta * Math.Pow(Math.Log(l.Length + 1), f.Gamma)) / 2)], u => u * u, 0.5),
        Normmax f => l => Shares(Root([.. l.Select(v => v / f.Temperature)], u => Math.Pow(u, f.Alpha / (f.Alpha - 1)), 1).Select(v => Math.Pow(v, 1 / f.Alpha))),
        ThresholdRelative f => l => Relative(l, f.Gate),
        SoftplusReweighted f => l => Reweighted(l, f.Power, l.Length > 3 ? f.Offset : 0),
        SelfScaledSoftmax => l => [.. Slow.Softmax(l, 1).Zip(l, (s, v) => s * v)],
        Sigmoid f => l => [.. l.Select(v => 1 / (1 + Math.Exp(-v) * f.TrainingLength))],
        Relu f => l => [.. l.Select(v => Math.Max(v, 0) / Math.Pow(l.Length, f.Exponent))],
        SquaredRelu f => l => [.. l.Select(v => Math.Pow(Math.Max(v, 0), 2) / Math.Pow(l.Length, f.Exponent))],
        Softpick f => l => Pick(l, f.Epsilon),
        ElasticSoftmax f => l => [.. Slow.Softmax(l, 1).Select(s => Math.Max(0, s + f.Offset / l.Length))],
        StickBreaking => l => [.. l.Select((v, j) => Sigma(v) * l.Skip(j + 1).Aggregate(1.0, (left, w) => left * Sigma(-w)))],
        Linear => l => Slow.Softmax([.. l.Select(v => v > 0 ? Math.Log(1 + v) : v)], 1),
        _ => null,
    };

    private static double Sigma(double v) => 1 / (1 + Math.Exp(-v));

    private static double[] Shares(IEnumerable<double> u) => [.. u.Select(v => v / u.Sum())];

    private static double[] Kept(double[] l, int[] kept) =>
        Slow.Softmax([.. l.Select((v, i) => kept.Contains(i) ? v : double.NegativeInfinity)], 1);

    private static double[] Adaptive(double[] l)
    {
        var h = -Slow.Softmax(l, 1).Where(s => s > 0).Sum(s => s * Math.Log(s));
        double[] p = [-1.791, 4.917, -2.3, 0.481, -0.037];
        var beta = h > 0.5 ? Math.Max(1, p.Select((c, i) => c * Math.Pow(h, i)).Sum()) : 1;
        return Slow.Softmax([.. l.Select(v => beta * v)], 1);
    }

    private static double[] Relative(double[] l, double gate)
    {
        if (!l.Any(v => v > 0))
            return new double[l.Length];
        var cost = Math.Log(1 + Math.Exp(-gate));
        return Slow.Softmax([.. l.Select((v, j) => v > 0 ? v - cost * l.Skip(j).Count(w => w > 0) : double.NegativeInfinity)], 1);
    }

    private static double[] Reweighted(double[] l, double power, double offset)
    {
        // ln softplus(z), by its series far below zero; equal shares may not win by a rounding error.
        var logs = l.Select(v => v * Math.Log(l.Length)).Select(z => z < -30 ? z - Math.Exp(z) / 2 : z > 30 ? Math.Log(z) : Math.Log(Math.Log(1 + Math.Exp(z)))).ToArray();
        var shares = Slow.Softmax(logs, 1);
        var above = shares.Select(a => Math.Max(0, l.Length * a - offset)).Select(v => v <= 1e-12 ? 0 : v).ToArray();
        var most = above.Max();
        return most == 0 ? above : Shares(above.Select(v => Math.Pow(v / most, power)));
    }

    private static double[] Pick(double[] l, double epsilon)
    {
        // In units of e^m throughout; two terms of the power series where e^l − 1 would lose its digits.
        var m = Math.Max(0, l.Max());
        var e = l.Select(v => Math.Abs(v) < 1e-5 ? (v + v * v / 2) * Math.Exp(-m) : Math.Exp(v - m) - Math.Exp(-m)).ToArray();
        var sum = e.Sum(Math.Abs) + epsilon * Math.Exp(-m);
        return [.. e.Select(v => Math.Max(v, 0) / sum)];
    }

    // f([x − τ]+) with sum 1 by bisection of τ in [max − width, max]; 0 at x ≤ τ.
    private static double[] Root(double[] x, Func<double, double> f, double width)
    {
        var top = x.Max();
        x = [.. x.Select(v => v - top)];
        var (low, high) = (-Math.Max(1, width), 0.0);
        for (var step = 0; step < 200; step++)
        {
            var middle = (low + high) / 2;
            if (x.Where(v => v > middle).Sum(v => f(v - middle)) >= 1)
                low = middle;
            else
                high = middle;
        }

        return Shares(x.Select(v => v > low ? f(v - low) : 0));
    }
}
