using Workbook.Experiments;
using Workbook.Gpt2;

namespace Workbook.Benchmarks;

/// <summary>Floating-point operations of an experiment on one text, counted in the source of its inner loops.</summary>
/// <remarks>
/// A root counts as 7, an exponential or a logarithm as 20, a comparison as 1. What the loops must do is counted, not what surrounds
/// them: the share of the limit that follows is a lower one.
/// </remarks>
internal static class ExperimentOperations
{
    // Of one (query, N, token) triple: all curves of a step of the recursion, five distances and their sums.
    private const double DistanceTriple = 66;

    // Of one triple: a squared distance from the last one, a comparison for each radius.
    private const double SeparabilityTriple = 5;

    // Of one (query, token) pair: three logarithms of entropies, ten comparisons of the sort, sums.
    private const double DilutionPair = 85;

    // Of one pair at one temperature: softmax, some 50 halvings of the norm's root at 3 each, the worst direction.
    private const double JacobianPair = 24 + 150 + 12;

    // Of one pair at one temperature and length of a step: three moved softmaxes with their distances.
    private const double StepPair = 3 * (2 + 24 + 3);

    /// <summary>Operations in float64, of the experiment, and in float32, of the model.</summary>
    /// <param name="name">The experiment.</param>
    /// <param name="config">The model's shape.</param>
    /// <param name="options">Length, temperatures and steps.</param>
    public static (double Doubles, double Singles) Of(string name, Gpt2Config config, ExperimentOptions options)
    {
        var (heads, length) = ((double)config.Layers * config.Heads, (double)options.Length);
        var (pairs, triples) = (heads * length * length / 2, heads * length * length * length / 3);
        var forward = Forward(config, length);
        return name switch
        {
            "distance" or "critical-n" => (DistanceTriple * triples, forward),
            "separability" => (SeparabilityTriple * triples, forward),
            "dilution" => (DilutionPair * pairs, forward),
            "sensitivity" => (options.Temperatures.Count * pairs * (JacobianPair + options.Epsilons.Count * StepPair), forward + options.Temperatures.Count * Gradient(config, length)),
            _ => throw new ArgumentException($"The operations of {name} are not counted.", nameof(name)),
        };
    }

    // Products of the blocks, dense over all pairs of tokens as they run.
    private static double Forward(Gpt2Config config, double length) => Maps(config, length) + Mixing(config, length);

    private static double Maps(Gpt2Config config, double length) => 2 * length * 12 * config.Width * config.Width * config.Layers;

    private static double Mixing(Gpt2Config config, double length) => 4 * length * length * config.Width * config.Layers;

    // Each layer forward twice and back once: back through a map takes one product (its weights want no gradient), through the mixing two; the head forward and back.
    private static double Gradient(Gpt2Config config, double length) =>
        3 * Maps(config, length) + 4 * Mixing(config, length) + 2 * 2 * length * config.Width * config.VocabularySize;
}
