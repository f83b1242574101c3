using Workbook.Normalizers;
using Workbook.Selection;

namespace Workbook.Gpt2;

/// <summary>Draws a token from next-token logits.</summary>
public static class Sampling
{
    /// <summary>The distribution that a token is drawn from.</summary>
    /// <param name="logits">Next-token logits, [vocabulary], at least one.</param>
    /// <param name="options">Temperature, top-k, top-p, in this order; ties go to the lower id.</param>
    /// <returns>Probabilities, [vocabulary], that sum to 1; 0 where a token cannot be drawn.</returns>
    public static double[] Distribution(IReadOnlyList<double> logits, SamplingOptions options)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        double[] row = [.. logits];
        var result = new double[row.Length];
        if (options.Temperature == 0)
        {
            result[Array.IndexOf(row, row.Max())] = 1;
            return result;
        }
        var probabilities = StableSoftmax.Weights(row, options.Temperature);
        if (options.TopK is null && options.TopP == 1) return probabilities;
        var order = TopOrder.Of(probabilities)[..Math.Min(options.TopK ?? row.Length, row.Length)];
        var allowed = order.Sum(token => probabilities[token]);
        var (kept, mass) = (0, 0.0);
        while (kept < order.Length && (kept == 0 || mass < options.TopP * allowed)) mass += probabilities[order[kept++]];
        foreach (var token in order[..kept]) result[token] = probabilities[token] / mass;
        return result;
    }

    /// <summary>Draws an index from a distribution.</summary>
    /// <param name="probabilities">They sum to 1.</param>
    /// <param name="random">One number of it is used.</param>
    public static int Draw(IReadOnlyList<double> probabilities, Random random)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(random);
        var left = random.NextDouble();
        var last = 0;
        for (var i = 0; i < probabilities.Count; i++)
        {
            if (probabilities[i] <= 0) continue;
            last = i;
            left -= probabilities[i];
            if (left < 0) break;
        }
        // Rounding may leave a crumb after the last token that has a probability.
        return last;
    }
}
