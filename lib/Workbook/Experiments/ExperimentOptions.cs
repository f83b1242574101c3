using System.Globalization;

namespace Workbook.Experiments;

/// <summary>How the experiments run: grids, vectors, seed. One record for all; each experiment names the properties that it reads.</summary>
public sealed record ExperimentOptions
{
    /// <summary>Context lengths L, ascending: each is the first rows of one causal pass, whose length is the last.</summary>
    public IReadOnlyList<int> Lengths { get; init; } = [32, 64, 128, 256, 512, 1024];

    /// <summary>Selection sizes N that are reported, ascending; empty for every size at the greatest length and a grid below it.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [];

    /// <summary>Temperatures T that multiply the model's own.</summary>
    public IReadOnlyList<double> Temperatures { get; init; } = Experiments.Lengths.Logarithmic(1e-2, 1e2, 13);

    /// <summary>Lengths ε of a perturbation of the logits.</summary>
    public IReadOnlyList<double> Epsilons { get; init; } = [1e-3, 1e-1, 10];

    /// <summary>Which vectors are mixed; null for the experiment's own choice.</summary>
    public VectorChoice? Vectors { get; init; }

    /// <summary>True to keep a causal row's masked zeros, so that every row has L entries; else query t is a row of t+1 tokens.</summary>
    public bool FullRows { get; init; }

    /// <summary>The fixed radius r of separability, in units of a_max·M of each row, M the greatest ||x_i||: the weights set it, not the vectors' draw.</summary>
    public double Radius { get; init; } = 0.5;

    /// <summary>Random selections a query for the true expectation; one permutation serves every N.</summary>
    public int Draws { get; init; } = 1;

    /// <summary>The seed of every random draw.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Resamples of a bootstrap.</summary>
    public int Resamples { get; init; } = 1000;

    /// <summary>Threads; −1 for all.</summary>
    public int Threads { get; init; } = -1;

    /// <summary>True to compute distance curves in batches of tensors on the trace's own device, false row by row on the CPU; null for batches on CUDA only.</summary>
    public bool? Batches { get; init; }

    /// <summary>Stops the work between two pieces, and within one where it takes long.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>L, the length of the one causal pass.</summary>
    public int Length => Lengths[^1];

    /// <summary>The value of a property as text, as a kept piece records it.</summary>
    /// <param name="name">The property's name.</param>
    public string Setting(string name) => (typeof(ExperimentOptions).GetProperty(name)
        ?? throw new ArgumentException($"There is no option {name}.", nameof(name))).GetValue(this) switch
    {
        IEnumerable<int> list => string.Join(' ', list),
        IEnumerable<double> list => string.Join(' ', list.Select(v => v.ToString("R", CultureInfo.InvariantCulture))),
        null => "default",
        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>Checks the options against each other and against a text.</summary>
    /// <param name="tokens">How many tokens the shortest text has.</param>
    /// <param name="text">Its name.</param>
    /// <exception cref="UsageException">A list is empty, not ascending, out of range, or asks for more than the text has.</exception>
    public void Check(int tokens, string text)
    {
        Ascending("--lengths", Lengths, 2);
        if (Lengths.Count == 0)
            throw new UsageException("--lengths needs at least one length.");
        if (Length > tokens)
            throw new UsageException($"The text {text} has {tokens} tokens, --lengths asks for {Length}; give a longer text or lengths up to {tokens}.");
        Ascending("--sizes", Sizes, 1);
        if (Sizes.Count > 0 && Sizes[^1] > Length)
            throw new UsageException($"--sizes asks for N = {Sizes[^1]}, the longest context has {Length} tokens; N can be at most {Length}.");
        Positive("--temperatures", Temperatures);
        Positive("--epsilons", Epsilons);
        if (!(Radius >= 0) || double.IsInfinity(Radius))
            throw new UsageException($"--radius {Radius} must be at least 0 and finite.");
        if (Draws < 1)
            throw new UsageException($"--draws {Draws} must be at least 1.");
    }

    private static void Ascending(string option, IReadOnlyList<int> values, int least)
    {
        for (var k = 0; k < values.Count; k++)
        {
            if (values[k] < least)
                throw new UsageException($"{option}: {values[k]} is below {least}.");
            if (k > 0 && values[k] <= values[k - 1])
                throw new UsageException($"{option} must ascend, but {values[k]} follows {values[k - 1]}.");
        }
    }

    private static void Positive(string option, IReadOnlyList<double> values)
    {
        if (values.Count == 0)
            throw new UsageException($"{option} needs at least one number.");
        foreach (var value in values)
        {
            if (!(value > 0) || double.IsInfinity(value))
                throw new UsageException($"{option}: {value} is not a positive finite number.");
        }
    }
}
