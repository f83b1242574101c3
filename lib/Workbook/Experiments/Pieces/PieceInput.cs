using Workbook.Gpt2;

namespace Workbook.Experiments.Pieces;

/// <summary>What one piece of an experiment is measured from.</summary>
/// <param name="Text">The text, cut to the greatest length.</param>
/// <param name="Source">Where traces come from: the model or a saved trace.</param>
/// <param name="Layer">The layer, from 0; −1 for a piece of the whole text.</param>
/// <param name="Trace">What the layer computed; null when the experiment needs no trace, or for a whole text.</param>
/// <param name="Options">Grids, seed, threads.</param>
/// <param name="Model">The model itself, for what no trace tells; null when a saved trace is read.</param>
public sealed record PieceInput(ExperimentText Text, TraceSource Source, int Layer, LayerTrace? Trace, ExperimentOptions Options, Gpt2Model? Model = null)
{
    /// <summary>The layer's trace.</summary>
    /// <exception cref="InvalidOperationException">The experiment asked for none.</exception>
    public LayerTrace Attention => Trace ?? throw new InvalidOperationException("This experiment says that it needs no trace.");

    /// <summary>A generator of draws for one head, the same whatever else is computed.</summary>
    /// <param name="head">The head, from 0.</param>
    /// <param name="use">Tells apart the draws of different uses.</param>
    public Random Draws(int head, int use = 0) => new(HashCode(Options.Seed, Layer, head, use));

    // System.HashCode differs from process to process.
    private static int HashCode(params ReadOnlySpan<int> parts)
    {
        var hash = 2166136261u;
        foreach (var part in parts)
            hash = (hash ^ (uint)part) * 16777619u ^ (hash >> 15);
        return (int)(hash & int.MaxValue);
    }
}
