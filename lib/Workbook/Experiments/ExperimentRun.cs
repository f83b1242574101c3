using Workbook.Gpt2;

namespace Workbook.Experiments;

/// <summary>Runs an experiment over texts, piece by piece, and keeps what is finished.</summary>
/// <param name="experiment">What to measure.</param>
/// <param name="options">How.</param>
/// <param name="origin">By which model.</param>
/// <param name="model">The model; null when saved traces are read.</param>
/// <param name="store">Where finished pieces are kept and looked up; null to keep none.</param>
/// <param name="progress">Told of each piece.</param>
public sealed class ExperimentRun(
    IExperiment experiment, ExperimentOptions options, ExperimentOrigin origin, Gpt2Model? model = null, PieceStore? store = null, IProgress<PieceReport>? progress = null)
{
    private readonly List<ExperimentPiece> pieces = [];
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
        {
            options.Check(whole.Ids.Count, whole.Name);
            var text = whole with { Ids = [.. whole.Ids.Take(options.Length)], Questions = [.. whole.Questions.Where(q => q.Query < options.Length)] };
            Measure(text, new Lazy<TraceSource>(() => source(text)), layers);
        }

        return experiment.Summarize(pieces, options);
    }

    private void Measure(ExperimentText text, Lazy<TraceSource> source, int layers)
    {
        var found = Enumerable.Range(0, layers).Select(layer => Look(text, layer)).ToArray();
        var missing = Enumerable.Range(0, layers).Where(layer => found[layer].Piece is null).ToArray();
        using var traces = missing.Length == 0 ? null : Traces(source.Value, missing).GetEnumerator();
        for (var layer = 0; layer < layers; layer++)
        {
            var (piece, why) = found[layer];
            if (piece is null && traces is not null)
            {
                options.Cancellation.ThrowIfCancellationRequested();
                traces.MoveNext();
                Add(text, layer, Kept(text, layer, experiment.Measure(new(text, source.Value, layer, traces.Current, options, model))), reused: false, why);
            }
            else
            {
                Add(text, layer, piece!, reused: true, why);
            }
        }

        var (whole, reason) = Look(text, -1);
        if (whole is null && experiment.MeasureText(new(text, source.Value, -1, null, options, model)) is { } measured)
            Add(text, -1, Kept(text, -1, measured), reused: false, reason);
        else if (whole is not null)
            Add(text, -1, whole, reused: true, reason);
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

    private (ExperimentPiece? Piece, string Why) Look(ExperimentText text, int layer) =>
        store?.Find(PieceKey.Of(experiment, options, origin, text, layer)) ?? (null, "no pieces are kept");

    private ExperimentPiece Kept(ExperimentText text, int layer, ExperimentPiece piece)
    {
        // What was measured until Ctrl-C came is whole only when it came after the piece.
        options.Cancellation.ThrowIfCancellationRequested();
        store?.Keep(PieceKey.Of(experiment, options, origin, text, layer), piece);
        return piece;
    }

    private void Add(ExperimentText text, int layer, ExperimentPiece piece, bool reused, string why)
    {
        pieces.Add(piece);
        Reused += reused ? 1 : 0;
        total = Math.Max(total, pieces.Count);
        progress?.Report(new(text.Name, layer, reused, why, pieces.Count, total));
    }
}
