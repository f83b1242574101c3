namespace Workbook.Experiments;

/// <summary>All experiments of the library, found by their interface.</summary>
public static class ExperimentCatalogue
{
    private static readonly Lazy<IReadOnlyList<IExperiment>> Found = new(() =>
        [.. typeof(IExperiment).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false, IsPublic: true } && type.IsAssignableTo(typeof(IExperiment)))
            .Select(type => (IExperiment)Activator.CreateInstance(type)!)
            .OrderBy(experiment => experiment.Name, StringComparer.Ordinal)]);

    /// <summary>Every experiment, by name.</summary>
    public static IReadOnlyList<IExperiment> All => Found.Value;

    /// <summary>The experiment of a name.</summary>
    /// <param name="name">Such as <c>distance</c>.</param>
    /// <exception cref="UsageException">There is no such experiment.</exception>
    public static IExperiment Find(string name) =>
        All.FirstOrDefault(experiment => experiment.Name == name)
        ?? throw new UsageException($"There is no experiment \"{name}\"; there are {string.Join(", ", All.Select(experiment => experiment.Name))}.");
}
