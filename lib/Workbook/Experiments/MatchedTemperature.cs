using TorchSharp;
using Workbook.Normalizers;
using static TorchSharp.torch;

namespace Workbook.Experiments;

/// <summary>Temperatures at which a normalizer spreads its weights as widely as the softmax that a model was trained with.</summary>
/// <remarks>The entropy of weights that do not sum to 1 is that of |a| scaled to sum to 1; a row without weight has entropy 0.</remarks>
public static class MatchedTemperature
{
    private const int Halvings = 30;
    private const double Tolerance = 1e-3;

    // ln T on a grid of half decades, from 1e-3 to 1e3: the crossing is bracketed there, then halved.
    private static readonly double[] Grid = [.. Enumerable.Range(-6, 13).Select(k => k * Math.Log(10) / 2)];

    /// <summary>Entropy H of every row, nats.</summary>
    /// <param name="weights">[..., L].</param>
    /// <returns>[...].</returns>
    public static Tensor Entropies(Tensor weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        using var scope = NewDisposeScope();
        var sizes = weights.abs();
        var total = sizes.sum(-1, keepdim: true);
        var shares = sizes / total.masked_fill(total.eq(Constant.Zero), Constant.One);
        return shares.xlogy(shares).sum(-1).neg().MoveToOuterDisposeScope();
    }

    /// <summary>Mean entropy of each head's rows, nats.</summary>
    /// <param name="weights">[heads, rows, L].</param>
    public static double[] MeanEntropies(Tensor weights)
    {
        using var scope = NewDisposeScope();
        return Entropies(weights).to_type(ScalarType.Float64).mean([-1]).cpu().data<double>().ToArray();
    }

    /// <summary>For each head the temperature nearest to 1 at which the mean entropy is the one wanted, found by halving ln T.</summary>
    /// <param name="normalizer">Makes the weights of logits over T.</param>
    /// <param name="logits">[heads, rows, L], −∞ where masked.</param>
    /// <param name="wanted">The mean entropy wanted, nats, [heads].</param>
    /// <returns>T, [heads]; NaN for a head whose entropy is not reached between T = 1e-3 and 1e3.</returns>
    public static double[] Find(INormalizer normalizer, Tensor logits, IReadOnlyList<double> wanted)
    {
        ArgumentNullException.ThrowIfNull(normalizer);
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(wanted);
        if (logits.dim() != 3 || logits.shape[0] != wanted.Count)
            throw new ArgumentException($"{wanted.Count} wanted entropies need logits [{wanted.Count}, rows, L], not [{string.Join(", ", logits.shape)}].", nameof(wanted));
        using var noGrad = no_grad();
        double[] Excess(double[] logTemperatures)
        {
            using var scope = NewDisposeScope();
            var made = MeanEntropies(normalizer.Weights(Cooled(logits, [.. logTemperatures.Select(Math.Exp)])));
            return [.. made.Select((entropy, head) => entropy - wanted[head])];
        }

        var onGrid = Grid.Select(t => Excess([.. Enumerable.Repeat(t, wanted.Count)])).ToArray();
        var (low, high, rising) = (new double[wanted.Count], new double[wanted.Count], new bool[wanted.Count]);
        for (var head = 0; head < wanted.Count; head++)
        {
            var left = Crossing([.. onGrid.Select(excess => excess[head])]);
            (low[head], high[head]) = left < 0 ? (double.NaN, double.NaN) : (Grid[left], Grid[left + 1]);
            rising[head] = left >= 0 && onGrid[left + 1][head] > onGrid[left][head];
        }

        for (var step = 0; step < Halvings; step++)
        {
            double[] middle = [.. low.Select((t, head) => double.IsNaN(t) ? 0 : (t + high[head]) / 2)];
            var excess = Excess(middle);
            for (var head = 0; head < wanted.Count; head++)
            {
                if (double.IsNaN(low[head]))
                    continue;
                if (excess[head] < 0 == rising[head])
                    low[head] = middle[head];
                else
                    high[head] = middle[head];
            }
        }

        // A jump of the entropy across what is wanted is a crossing, but no match.
        double[] found = [.. low.Select((t, head) => double.IsNaN(t) ? 0 : (t + high[head]) / 2)];
        var left0 = Excess(found);
        return [.. found.Select((t, head) => double.IsNaN(low[head]) || Math.Abs(left0[head]) > Tolerance ? double.NaN : Math.Exp(t))];
    }

    /// <summary>Logits divided by each head's temperature; NaN counts as 1.</summary>
    /// <param name="logits">[heads, rows, L].</param>
    /// <param name="temperatures">[heads].</param>
    internal static Tensor Cooled(Tensor logits, IReadOnlyList<double> temperatures)
    {
        using var scope = NewDisposeScope();
        var divisor = tensor([.. temperatures.Select(t => double.IsNaN(t) ? 1 : t)], dtype: logits.dtype, device: logits.device);
        return (logits / divisor.view(-1, 1, 1)).MoveToOuterDisposeScope();
    }

    // The left end of the grid cell with a change of sign that is nearest to T = 1; −1 if there is none.
    private static int Crossing(double[] excess) =>
        Enumerable.Range(0, excess.Length - 1)
            .Where(k => excess[k] < 0 != excess[k + 1] < 0)
            .OrderBy(k => Math.Abs(Grid[k] + Grid[k + 1]))
            .ThenBy(k => k)
            .DefaultIfEmpty(-1)
            .First();
}
