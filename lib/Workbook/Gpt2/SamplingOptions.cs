namespace Workbook.Gpt2;

/// <summary>How the next token is chosen from the model's distribution.</summary>
/// <param name="Temperature">Next-token logits are divided by it first; 0 always takes the most probable token (greedy).</param>
/// <param name="TopK">Only the k most probable tokens can be drawn; null for all.</param>
/// <param name="TopP">Then only the fewest tokens, most probable first, whose probabilities reach p (Holtzman et al. 2019, arXiv 1904.09751).</param>
/// <param name="Seed">Of the draws; context r of a batch uses Seed + r.</param>
/// <param name="Cached">Keep keys and values of the tokens read; without it every token runs the whole context again.</param>
/// <param name="Edit">What is changed inside attention; an edited model runs without a cache.</param>
public sealed record SamplingOptions(
    double Temperature = 1, int? TopK = null, double TopP = 1, int Seed = 1, bool Cached = true, AttentionEdit? Edit = null)
{
    /// <summary>Always the most probable token.</summary>
    public static SamplingOptions Greedy { get; } = new(Temperature: 0);

    /// <summary>Refuses options out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A temperature that is negative or not finite, a k below 1, a p outside (0, 1].</exception>
    internal void Check()
    {
        if (!(Temperature >= 0 && double.IsFinite(Temperature))) throw new ArgumentOutOfRangeException(nameof(Temperature), Temperature, "A temperature is 0 or above, and finite.");
        if (TopK is < 1) throw new ArgumentOutOfRangeException(nameof(TopK), TopK, "At least one token must remain.");
        if (!(TopP > 0 && TopP <= 1)) throw new ArgumentOutOfRangeException(nameof(TopP), TopP, "A probability mass lies above 0 and at most at 1.");
    }
}
