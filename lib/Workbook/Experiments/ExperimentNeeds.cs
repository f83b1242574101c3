using Workbook.Gpt2;
using Workbook.Normalizers;

namespace Workbook.Experiments;

/// <summary>Tells whether a trace, of a model or from a file, can feed an experiment.</summary>
public static class ExperimentNeeds
{
    /// <summary>The experiments that a trace can feed.</summary>
    /// <param name="source">The trace.</param>
    /// <param name="options">Which vectors are mixed.</param>
    /// <param name="model">Whether the model itself is there too.</param>
    public static IReadOnlyList<IExperiment> Fed(TraceSource source, ExperimentOptions options, bool model)
    {
        ArgumentNullException.ThrowIfNull(source);
        return [.. ExperimentCatalogue.All.Where(experiment => Lacks(experiment, source, options, model) is null)];
    }

    /// <summary>Refuses a trace that cannot feed an experiment.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="source">The trace.</param>
    /// <param name="options">Which vectors are mixed, how long a context.</param>
    /// <param name="model">Whether the model itself is there too.</param>
    /// <exception cref="WorkbookException">The sentence says what is missing and which experiments the trace can feed.</exception>
    public static void Check(IExperiment experiment, TraceSource source, ExperimentOptions options, bool model)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(source);
        if (!source.Causal)
            throw new WorkbookException("The trace is not causal; the experiments take a shorter length as the first rows of one causal pass, so a causal trace is needed.");
        if (source.Length < options.Length)
            throw new UsageException($"The trace has {source.Length} tokens, --lengths asks for {options.Length}; lengths up to {source.Length} can be asked for.");
        if (Lacks(experiment, source, options, model) is not { } lacks)
            return;
        var fed = Fed(source, options, model).Select(other => other.Name).ToArray();
        throw new WorkbookException($"The experiment {experiment.Name} needs {lacks}; " + (fed.Length == 0 ? "no experiment can read it." : $"it can feed {string.Join(", ", fed)}."));
    }

    // What is not there, as the end of a sentence; null when nothing is missing.
    private static string? Lacks(IExperiment experiment, TraceSource source, ExperimentOptions options, bool model)
    {
        // Selected mass, entropy and Theorem 1 are of such weights only.
        if (source.Attention is { Properties: not { SumsToOne: true, Nonnegative: true } })
            return $"weights that are at least 0 and sum to 1, which the model's {Name(source.Attention)} does not give";
        if (experiment.NeedsSoftmax && !source.IsSoftmax)
            return $"softmax's weights, and this model's are those of {Name(source.Attention!)}";
        var missing = experiment.Needs(options) & ~source.Parts;
        return missing != TraceParts.None ? $"{missing.ToString().ToLowerInvariant()}, which this trace lacks"
            : experiment.NeedsModel && !model ? "the model itself, which this trace lacks"
            : null;
    }

    private static string Name(IAttentionVariant attention) => attention is DotProductAttention dot ? dot.Normalizer.Name : attention.Name;
}
