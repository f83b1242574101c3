using Workbook.Selection;

namespace Workbook.Claims;

/// <summary>Random instances over extreme regimes: cold and hot, tied, two-level, heavy-tailed and saturated logits; equal, opposite, clustered and badly scaled vectors.</summary>
internal sealed class ExtremeSource(Random random, int shortest, int longest)
{
    /// <summary>An instance of any length and width.</summary>
    public Instance Next() => Next(Length(), random.Next(8) switch { 0 or 1 => 1, 2 or 3 or 4 => 2, 5 or 6 => 3, _ => 6 }, mild: random.Next(3) == 0);

    /// <summary>An instance of one shape.</summary>
    /// <param name="length">L.</param>
    /// <param name="width">d.</param>
    /// <param name="mild">Without the extremes: a starting point from which gradients lead somewhere.</param>
    public Instance Next(int length, int width, bool mild)
    {
        var temperature = random.Next(3) == 0 ? 1 : Math.Pow(10, mild ? Uniform(-1, 1) : Uniform(-3, 3));
        var scaled = mild ? Draw(length, Math.Pow(10, Uniform(-1, 0.7))) : Logits(length);
        var logits = scaled.Select(l => l * temperature).ToArray();
        var step = Step(scaled, mild).Select(e => e * temperature).ToArray();
        return new Instance(logits, temperature, Vectors(length, width, mild ? random.Next(5) : random.Next(9)), Selection(scaled), step)
        {
            Amount = random.Next(2) == 0 ? 0.001 + random.NextDouble() : Math.Pow(10, mild ? Uniform(-1, 1) : Uniform(-3, 2)),
        };
    }

    private int Length() => random.Next(4) switch
    {
        0 => Math.Min(longest, shortest + random.Next(3)),
        1 => longest,
        _ => random.Next(shortest, longest + 1),
    };

    private double[] Logits(int length)
    {
        var size = Math.Pow(10, Uniform(-3, 1.5));
        switch (random.Next(9))
        {
            case 0:
                return [.. Enumerable.Range(0, length).Select(_ => (double)random.Next(-2, 3))];
            case 1:
                var top = random.Next(0, length + 1);
                return [.. Enumerable.Range(0, length).Select(i => i < top ? size : 0)];
            case 2:
                return new double[length];
            case 3:
                var one = random.Next(length);
                var gap = Math.Pow(10, Uniform(-1, 4));
                return [.. Enumerable.Range(0, length).Select(i => i == one ? gap : 0.1 * Gauss())];
            case 4:
                return [.. Enumerable.Range(0, length).Select(_ => Math.Clamp(size * Math.Tan(Math.PI * (random.NextDouble() - 0.5)), -1e4, 1e4))];
            case 5:
                return [.. Enumerable.Range(0, length).Select(i => -size * i)];
            default:
                return Draw(length, size);
        }
    }

    private double[] Step(double[] scaled, bool mild)
    {
        var size = Math.Pow(10, mild ? Uniform(-1, 0.7) : Uniform(-3, 1.3));
        var step = new double[scaled.Length];
        var (i, j) = (random.Next(step.Length), random.Next(step.Length));
        switch (random.Next(5))
        {
            case 0:
                return [.. scaled.Select(l => -2 * l)];
            case 1:
                (step[i], step[j]) = (scaled[j] - scaled[i], scaled[i] - scaled[j]);
                return step;
            case 2:
                (step[i], step[j]) = (size, -size);
                return step;
            default:
                return Draw(step.Length, size);
        }
    }

    private double[][] Vectors(int length, int width, int pattern)
    {
        var common = Draw(width, 1);
        var noise = pattern switch { 1 => 0.1, 2 => 0.0, _ => 1.0 };
        return [.. Enumerable.Range(0, length).Select(_ => pattern switch
        {
            1 or 2 => common.Zip(Draw(width, 1), (c, g) => c + noise * g).ToArray(),
            3 => Euclid.Times(random.Next(2) == 0 ? 1 : -1, common),
            4 => Unit(width),
            5 => Euclid.Times(Math.Pow(10, Uniform(-3, 3)), Draw(width, 1)),
            6 => random.Next(2) == 0 ? new double[width] : Draw(width, 1),
            7 => Euclid.Times(1 + 1e-3 * Gauss(), common),
            _ => Draw(width, 1),
        })];
    }

    private bool[] Selection(double[] scaled)
    {
        var length = scaled.Length;
        var one = random.Next(length);
        var size = random.Next(0, length + 1);
        var order = TopOrder.Of(scaled);
        bool Chosen(int i, int pattern) => pattern switch
        {
            0 => i == one,
            1 => i != one,
            2 => Array.IndexOf(order, i) < size,
            3 => Array.IndexOf(order, i) >= length - size,
            _ => random.Next(2) == 0,
        };
        var kind = random.Next(6);
        return [.. Enumerable.Range(0, length).Select(i => Chosen(i, kind))];
    }

    private double[] Unit(int width)
    {
        var v = Draw(width, 1);
        return Euclid.Times(1 / Math.Max(1e-12, Euclid.Norm(v)), v);
    }

    private double Uniform(double from, double to) => from + (to - from) * random.NextDouble();

    private double Gauss() => GaussianDraw.Next(random);

    private double[] Draw(int count, double deviation) => [.. Enumerable.Range(0, count).Select(_ => deviation * Gauss())];
}
