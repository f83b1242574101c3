using TorchSharp;
using Workbook.Experiments;
using Workbook.Experiments.Pieces;

namespace Workbook.Runner.Commands;

/// <summary>Runs the experiments of a plan on a model, once a seed.</summary>
/// <param name="model">The checkpoint's id or folder.</param>
/// <param name="plan">What to measure.</param>
/// <param name="store">Where finished pieces are kept.</param>
/// <param name="cancellation">Stops it.</param>
internal sealed class FindingsMeasurement(string model, FindingsPlan plan, PieceStore store, CancellationToken cancellation)
{
    /// <summary>Pieces that are there, and how many of them an earlier run kept.</summary>
    public int Pieces { get; private set; }

    /// <inheritdoc cref="Pieces"/>
    public int Reused { get; private set; }

    /// <summary>What the experiments give at one seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="noise">Other than 0: the seed by which the weights are moved by a rounding.</param>
    public IReadOnlyList<ExperimentResult> Run(int seed, int noise = 0) => [.. plan.Runs.Where(run => run.Experiments.Count > 0).SelectMany(run => Run(run, seed, noise))];

    /// <summary>What all experiments that a subject can feed give on it.</summary>
    /// <param name="subject">A trace, or a model on its texts.</param>
    /// <param name="origin">By what it is computed.</param>
    /// <param name="experiments">The experiments.</param>
    /// <param name="lengths">Lengths asked for.</param>
    /// <param name="seed">The seed.</param>
    public IReadOnlyList<ExperimentResult> Run(ExperimentSubject subject, ExperimentOrigin origin, IEnumerable<IExperiment> experiments, IReadOnlyList<int> lengths, int seed)
    {
        var most = Math.Min(subject.ContextLength, subject.Texts.Min(text => text.Ids.Count));
        // A text of nano's corpus may be shorter in another model's tokens.
        int[] fitting = [.. lengths.Where(length => length <= most)];
        var options = new ExperimentOptions { Lengths = fitting.Length > 0 ? fitting : [most], Seed = seed, Cancellation = cancellation };
        return [.. experiments.Select(experiment => Run(experiment, options, subject, origin))];
    }

    private IReadOnlyList<ExperimentResult> Run(FindingsRun run, int seed, int noise)
    {
        using var subject = ExperimentSubject.OfModel(model, torch.CPU, run.Texts, seed);
        var origin = subject.Origin with { Device = "cpu" };
        if (noise != 0)
        {
            RoundingNoise.Apply(subject.Model!, noise);
            origin = origin with { ModelHash = $"{origin.ModelHash}, moved by rounding {noise}" };
        }

        return Run(subject, origin, run.Experiments.Select(ExperimentCatalogue.Find), run.Lengths, seed);
    }

    private ExperimentResult Run(IExperiment experiment, ExperimentOptions options, ExperimentSubject subject, ExperimentOrigin origin)
    {
        using var progress = new PieceProgress(Console.Error, !Console.IsErrorRedirected, why: false);
        var run = new ExperimentRun(experiment, options, origin, subject.Model, store, progress);
        try
        {
            return run.Run(subject.Texts, subject.Open, subject.Layers);
        }
        finally
        {
            Pieces += run.Pieces;
            Reused += run.Reused;
        }
    }
}
