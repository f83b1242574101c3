using Workbook.Gpt2;

namespace Workbook.Experiments;

/// <summary>Tells whether a trace can feed an experiment.</summary>
public static class ExperimentNeeds
{
    /// <summary>The experiments that a trace can feed.</summary>
    /// <param name="source">The trace.</param>
    /// <param name="options">Which vectors are mixed.</param>
    /// <param name="model">Whether the model itself is there too.</param>
    public static IReadOnlyList<IExperiment> Fed(TraceSource source, ExperimentOptions options, bool model)
    {
        ArgumentNullException.ThrowIfNull(source);
        return [.. ExperimentCatalogue.All.Where(experiment => Missing(experiment, source, options) == TraceParts.None && (model || !experiment.NeedsModel))];
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
        var missing = Missing(experiment, source, options);
        if (missing == TraceParts.None && (model || !experiment.NeedsModel))
            return;
        var lacks = missing == TraceParts.None ? "the model itself" : missing.ToString().ToLowerInvariant();
        var fed = Fed(source, options, model).Select(other => other.Name).ToArray();
        throw new WorkbookException($"The experiment {experiment.Name} needs {lacks}, which this trace lacks; "
            + (fed.Length == 0 ? "it can feed none." : $"it can feed {string.Join(", ", fed)}."));
    }

    private static TraceParts Missing(IExperiment experiment, TraceSource source, ExperimentOptions options) => experiment.Needs(options) & ~source.Parts;
}
