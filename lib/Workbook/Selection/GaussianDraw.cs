namespace Workbook.Selection;

/// <summary>Standard normal draws from a seeded <see cref="Random"/>, the same on every machine.</summary>
public static class GaussianDraw
{
    /// <summary>One standard normal number (Box–Muller).</summary>
    /// <param name="random">The source; two numbers are taken from it.</param>
    public static double Next(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
        return radius * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    /// <summary>Independent normal logits, [L].</summary>
    /// <param name="length">L.</param>
    /// <param name="deviation">Their standard deviation σ.</param>
    /// <param name="seed">The seed of the draw.</param>
    public static double[] Logits(int length, double deviation, int seed)
    {
        var random = new Random(seed);
        var logits = new double[length];
        for (var i = 0; i < length; i++)
            logits[i] = deviation * Next(random);
        return logits;
    }
}
