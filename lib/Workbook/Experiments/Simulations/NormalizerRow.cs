using Workbook.Normalizers;

namespace Workbook.Experiments.Simulations;

/// <summary>What one normalizer makes of one row of logits.</summary>
/// <param name="Normalizer">The normalizer.</param>
/// <param name="Weights">a, [L].</param>
/// <param name="Sensitivity">||J||_2 at these logits.</param>
/// <param name="Bound">The known bound of ||J||_2 at this length; null when there is none.</param>
public sealed record NormalizerRow(INormalizer Normalizer, IReadOnlyList<double> Weights, double Sensitivity, double? Bound)
{
    /// <summary>The normalizer's name.</summary>
    public string Name => Normalizer.Name;

    /// <summary>Σ a.</summary>
    public double Sum => Weights.Sum();

    /// <summary>The number of tokens with a weight other than 0.</summary>
    public int Support => Weights.Count(a => a != 0);

    /// <summary>The largest weight.</summary>
    public double Largest => Weights.Max();

    /// <summary>Entropy in nats of the shares |a_i|/Σ|a|, so that rows that do not sum to 1 can be compared; 0 for a row of zeros.</summary>
    public double Entropy => NormalizerComparison.ShareEntropy(Weights);
}
