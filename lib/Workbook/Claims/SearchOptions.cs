namespace Workbook.Claims;

/// <summary>How hard a claim is attacked.</summary>
/// <param name="RandomInstances">Random instances over extreme regimes to begin with.</param>
/// <param name="Climbers">How many of the best are improved by local search.</param>
/// <param name="Steps">Mutations tried on each of them.</param>
/// <param name="Seed">The seed of all draws.</param>
/// <param name="Cancellation">Stops the search.</param>
public sealed record SearchOptions(int RandomInstances = 10_000, int Climbers = 6, int Steps = 400, int Seed = 1, CancellationToken Cancellation = default)
{
    /// <summary>A search of a fraction of a second: what a notebook cell or <c>verify --quick</c> does.</summary>
    public static SearchOptions Quick { get; } = new(RandomInstances: 1_000, Climbers: 4, Steps: 250) { Restarts = 24, AscentSteps = 50, AscentShapes = 2, Effort = 0.1 };

    /// <summary>Starting points of gradient ascent on logits, vectors and steps, for each shape.</summary>
    public int Restarts { get; init; } = 64;

    /// <summary>Steps of gradient ascent.</summary>
    public int AscentSteps { get; init; } = 120;

    /// <summary>How many lengths of rows gradient ascent tries: the shortest first, then the longest and those between.</summary>
    public int AscentShapes { get; init; } = 4;

    /// <summary>Whether the known extremal constructions are tried; without them the search is on its own.</summary>
    public bool UseKnown { get; init; } = true;

    /// <summary>The share of the full number of draws that measured claims take.</summary>
    public double Effort { get; init; } = 1;

    /// <summary>Real rows to compare as well, such as a model's; see <see cref="RealRows"/>.</summary>
    public IReadOnlyList<Instance> Rows { get; init; } = [];
}
