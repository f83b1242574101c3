using Workbook.Experiments.Pieces;
using Workbook.Gpt2;

namespace Workbook.Experiments;

/// <summary>
/// Runs an experiment over texts, piece by piece, and keeps what is finished. With a store only the piece at hand is in memory: the
/// statistics and the tables of the result read finished pieces from it, so that memory does not grow with the rows of the texts.
/// </summary>
/// <param name="experiment">What to measure.</param>
/// <param name="options">How.</param>
/// <param name="origin">By which model.</param>
/// <param name="model">The model; null when saved traces are read.</param>
/// <param name="store">Where finished pieces are kept and looked up, as long as the result is in use; null holds all of them in memory.</param>
/// <param name="progress">Told of each piece.</param>
public sealed class ExperimentRun(
    IExperiment experiment, ExperimentOptions options, ExperimentOrigin origin, Gpt2Model? model = null, PieceStore? store = null, IProgress<PieceReport>? progress = null)
{
    private readonly List<Func<ExperimentPiece>> pieces = [];
    private int total;

    /// <summary>Pieces that were kept from earlier runs.</summary>
    public int Reused { get; private set; }

    /// <summary>Pieces in all.</summary>
    public int Pieces => pieces.Count;

    /// <summary>Measures every text and summarizes.</summary>
    /// <param name="texts">The texts, each at least as long as the greatest length.</param>
    /// <param name="source">Opens a text's traces; it is asked once a text, and only when a piece is missing.</param>
    /// <param name="layers">How many layers there are.</param>
    /// <exception cref="WorkbookException">The traces lack what the experiment needs, or a piece can't be kept.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; finished pieces are kept.</exception>
    public ExperimentResult Run(IReadOnlyList<ExperimentText> texts, Func<ExperimentText, TraceSource> source, int layers)
    {
        ArgumentOutOfRangeException.ThrowIfZero(texts.Count, nameof(texts));
        total = texts.Count * layers;
        foreach (var whole in texts)
            options.Check(whole.Ids.Count, whole.Name);
        foreach (var whole in texts)
        {
            var text = whole with { Ids = [.. whole.Ids.Take(options.Length)], Questions = [.. whole.Questions.Where(q => q.Query < options.Length)] };
            Measure(text, new Lazy<TraceSource>(() => source(text)), layers);
        }

        return experiment.Summarize(Finished(), options);
    }

    // Read anew each time it is gone through.
    private IEnumerable<ExperimentPiece> Finished()
    {
        foreach (var piece in pieces)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            yield return piece();
        }
    }

    private void Measure(ExperimentText text, Lazy<TraceSource> source, int layers)
    {
        var found = Enumerable.Range(0, layers).Select(layer => Look(text, layer)).ToArray();
        var missing = Enumerable.Range(0, layers).Where(layer => !found[layer].Kept).ToArray();
        if (missing.Length > 0)
            store?.Probe(Key(text, missing[0]));
        using var traces = missing.Length == 0 ? null : Traces(source.Value, missing).GetEnumerator();
        for (var layer = 0; layer < layers; layer++)
        {
            if (!found[layer].Kept && traces is not null)
            {
                options.Cancellation.ThrowIfCancellationRequested();
                traces.MoveNext();
                Keep(text, layer, experiment.Measure(new(text, source.Value, layer, traces.Current, options, model)), found[layer].Why);
            }
            else
            {
                Reuse(text, layer, found[layer].Why);
            }
        }

        var (kept, why) = Look(text, -1);
        if (kept)
            Reuse(text, -1, why);
        else if (experiment.MeasureText(new(text, source.Value, -1, null, options, model)) is { } whole)
            Keep(text, -1, whole, why);
    }

    private IEnumerable<LayerTrace?> Traces(TraceSource source, int[] layers)
    {
        ExperimentNeeds.Check(experiment, source, options, model is not null);
        var needs = experiment.Needs(options);
        if (needs == TraceParts.None)
            return layers.Select(_ => (LayerTrace?)null);
        // A layer that is not handed out runs through another kernel, whose last digits differ: all are read, so that a resumed run gives the same figures.
        var missing = layers.ToHashSet();
        return source.Read(new(Layers: [.. Enumerable.Range(0, layers.Max() + 1)], Keep: needs, Cancellation: options.Cancellation)).Where(trace => missing.Contains(trace.Layer));
    }

    private (bool Kept, string Why) Look(ExperimentText text, int layer) =>
        store?.Find(Key(text, layer)) is (var piece, var why) ? (piece is not null, why) : (false, "no pieces are kept");

    private PieceKey Key(ExperimentText text, int layer) => PieceKey.Of(experiment, options, origin, text, layer);

    private Func<ExperimentPiece> Reading(ExperimentText text, int layer)
    {
        var key = Key(text, layer);
        return () => store!.Read(key);
    }

    // Two experiments may share pieces: what this run measured for the other one is no earlier run's.
    private void Reuse(ExperimentText text, int layer, string why)
    {
        var own = store!.IsOwn(Key(text, layer));
        Add(text, layer, Reading(text, layer), !own, own ? "in this run, for another experiment" : why);
    }

    private void Keep(ExperimentText text, int layer, ExperimentPiece piece, string why)
    {
        // What was measured until Ctrl-C came is whole only when it came after the piece.
        options.Cancellation.ThrowIfCancellationRequested();
        store?.Keep(Key(text, layer), piece);
        Add(text, layer, store is null ? () => piece : Reading(text, layer), reused: false, why);
    }

    private void Add(ExperimentText text, int layer, Func<ExperimentPiece> piece, bool reused, string why)
    {
        pieces.Add(piece);
        Reused += reused ? 1 : 0;
        total = Math.Max(total, pieces.Count);
        progress?.Report(new(text.Name, layer, reused, why, pieces.Count, total));
    }
}
