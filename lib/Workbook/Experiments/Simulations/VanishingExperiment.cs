using Workbook.Bounds;
using Workbook.Experiments.Statistics;
using Workbook.Normalizers;
using Workbook.Selection;

namespace Workbook.Experiments.Simulations;

/// <summary>What happens to softmax weights and their entropy as the context grows.</summary>
// Chapter 01; theory section 1.
public static class VanishingExperiment
{
    /// <summary>Rows of logits uniform on [−Δ, Δ], at each length: extreme weights, entropy and their bounds.</summary>
    /// <param name="lengths">The context lengths L.</param>
    /// <param name="logitBound">Δ.</param>
    /// <param name="temperature">T.</param>
    /// <param name="rows">Random rows a length.</param>
    /// <param name="seed">The seed of the draws.</param>
    public static IReadOnlyList<VanishingPoint> BoundedLogits(IEnumerable<int> lengths, double logitBound, double temperature = 1, int rows = 40, int seed = 1)
    {
        var random = new Random(seed);
        return [.. lengths.Select(length =>
        {
            var weights = Enumerable.Range(0, rows).Select(_ =>
            {
                var logits = new double[length];
                for (var i = 0; i < length; i++)
                    logits[i] = logitBound * (2 * random.NextDouble() - 1);
                return StableSoftmax.Weights(logits, temperature);
            }).ToArray();
            var spread = 2 * logitBound / temperature;
            return new VanishingPoint(
                length,
                Spread.Of(weights.Select(a => a.Max())),
                Spread.Of(weights.Select(a => a.Min())),
                Spread.Of(weights.Select(a => EntropyBounds.Entropy(a))),
                VanishingBounds.Published(length, logitBound, temperature),
                VanishingBounds.Sharp(length, spread),
                EntropyBounds.Sharp(length, spread));
        })];
    }

    /// <summary>One token a fixed gap above the mean of its competitors, whose logits are normal: its weight at each length.</summary>
    /// <param name="lengths">The context lengths L, each at least 2.</param>
    /// <param name="gap">The informative token's logit above the competitors' mean, in units of T.</param>
    /// <param name="deviation">σ of the competitors, in units of T; 0 puts all exactly the gap below.</param>
    /// <param name="rows">Random rows a length.</param>
    /// <param name="seed">The seed of the draws.</param>
    public static IReadOnlyList<InformativePoint> InformativeToken(IEnumerable<int> lengths, double gap, double deviation = 0.5, int rows = 40, int seed = 1)
    {
        var random = new Random(seed);
        return [.. lengths.Select(length => new InformativePoint(
            length,
            Spread.Of(Enumerable.Range(0, rows).Select(_ =>
            {
                var logits = GaussianDraw.Logits(length, deviation, random.Next());
                logits[0] = gap;
                return StableSoftmax.Weights(logits)[0];
            })),
            GapInversion.WeightAt(gap, length),
            GapInversion.GapFor(0.5, length)))];
    }

    /// <summary>Entropy over Gaussian logits of growing deviation at one length: simulated, by the exact integral, and by ln L − σ²/2.</summary>
    /// <param name="length">L.</param>
    /// <param name="deviations">The deviations σ, in units of T.</param>
    /// <param name="rows">Random rows a deviation.</param>
    /// <param name="seed">The seed of the draws.</param>
    public static IReadOnlyList<GaussianPoint> GaussianEntropy(int length, IEnumerable<double> deviations, int rows = 40, int seed = 1)
    {
        var random = new Random(seed);
        return [.. deviations.Select(deviation => new GaussianPoint(
            deviation,
            Spread.Of(Enumerable.Range(0, rows).Select(_ =>
                EntropyBounds.Entropy(StableSoftmax.Weights(GaussianLogits.Draw(length, deviation, random.Next()))))),
            GaussianLogits.MeanEntropy(length, deviation),
            GaussianLogits.DispersedEntropy(length, deviation)))];
    }
}
