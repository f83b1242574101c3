namespace Workbook.Claims;

/// <summary>How hard a claim is attacked.</summary>
/// <param name="RandomInstances">Random instances to begin with.</param>
/// <param name="Climbers">How many of the best are improved by local search.</param>
/// <param name="Steps">Mutations tried on each of them.</param>
/// <param name="Seed">The seed of all draws.</param>
/// <param name="Cancellation">Stops the search.</param>
public sealed record SearchOptions(int RandomInstances = 400, int Climbers = 6, int Steps = 500, int Seed = 1, CancellationToken Cancellation = default);
