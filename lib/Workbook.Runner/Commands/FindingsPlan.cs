using Workbook.Experiments;
using Workbook.Training;

namespace Workbook.Runner.Commands;

/// <summary>What a tier measures; other texts or lengths would give other figures.</summary>
/// <param name="Runs">Experiments with their texts and lengths.</param>
/// <param name="Seeds">Seeds of the draws and of the generated texts; everything is measured with each.</param>
internal sealed record FindingsPlan(IReadOnlyList<FindingsRun> Runs, IReadOnlyList<int> Seeds)
{
    // It runs the model anew for every head, size and normalizer: shorter contexts but in the full tier.
    private const string Long = "selection-cost";

    // No gradient and no rerun of the model: these read one trace.
    private static readonly string[] Cheap = ["critical-n", "dilution", "distance", "separability"];

    private static readonly string[] TwoTexts = ["story", Corpus.Stories];

    /// <summary>The experiments of all runs.</summary>
    public IEnumerable<string> Experiments() => Runs.SelectMany(run => run.Experiments);

    /// <summary>The texts of all runs.</summary>
    public IReadOnlyList<string> Texts() => [.. Runs.SelectMany(run => run.Texts).Distinct()];

    /// <summary>The lengths of all runs.</summary>
    public IReadOnlyList<int> Lengths() => [.. Runs.SelectMany(run => run.Lengths).Distinct().Order()];

    /// <summary>The plan of a tier.</summary>
    public static FindingsPlan Of(VerifyTier tier) => tier switch
    {
        VerifyTier.Quick => new([new(Cheap, TwoTexts, [32, 64, 128])], [1]),
        VerifyTier.Default => new([new(Others, Corpus.Names, [32, 64, 128, 256]), new([Long], Corpus.Names, [32, 64, 128])], [1]),
        _ => new([new([.. Others, Long], Corpus.Names, [32, 64, 128, 256, 512, 1024])], [1, 2, 3]),
    };

    private static string[] Others => [.. ExperimentCatalogue.All.Select(experiment => experiment.Name).Where(name => name != Long)];
}
