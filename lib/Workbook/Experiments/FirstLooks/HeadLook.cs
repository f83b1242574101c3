using Workbook.Bounds;
using Workbook.Selection;

namespace Workbook.Experiments.FirstLooks;

/// <summary>One head at one query position: where its attention weights go.</summary>
/// <param name="Layer">Layer, from 0.</param>
/// <param name="Head">Head, from 0.</param>
/// <param name="Informative">Position of the informative token.</param>
/// <param name="Weights">a, the row's attention weights, [L].</param>
/// <param name="Distances">D_N of the top-N selection over the head's values, [L + 1], N from 0; empty where many questions are asked.</param>
public sealed record HeadLook(int Layer, int Head, int Informative, IReadOnlyList<double> Weights, IReadOnlyList<double> Distances)
{
    private readonly double[] weights = Weights as double[] ?? [.. Weights];

    /// <summary>Layer and head as text, e.g. 2.1.</summary>
    public string Name => $"{Layer}.{Head}";

    /// <summary>Weight of the informative token.</summary>
    public double InformativeWeight => weights[Informative];

    /// <summary>Rank of the informative token by weight: 1 is the greatest; of equal weights the earlier token comes first.</summary>
    public int InformativeRank => Array.IndexOf(TopOrder.Of(weights), Informative) + 1;

    /// <summary>Weight of the first token, the sink.</summary>
    public double SinkWeight => weights[0];

    /// <summary>Position of the token with the greatest weight.</summary>
    public int Top => TopOrder.Of(weights)[0];

    /// <summary>Entropy H of the row, in nats.</summary>
    public double Entropy => EntropyBounds.Entropy(weights);

    /// <summary>Effective tokens e^H: over how many equal weights a row of this entropy would spread.</summary>
    public double EffectiveTokens => Math.Exp(Entropy);

    /// <summary>The smallest N at which the selected mass A_N reaches one half.</summary>
    public int HalfMassSize => SelectedMass.HalfMassSize(weights);

    /// <summary>Weights from the greatest to the least, [L].</summary>
    public IReadOnlyList<double> SortedWeights => [.. weights.OrderDescending()];
}
