using Workbook.Experiments;
using Workbook.Gpt2;
using Workbook.Training;

namespace Workbook.Runner.Commands;

/// <summary>What an experiment looks at: a model on some texts, or a saved trace.</summary>
internal sealed class ExperimentSubject : IDisposable
{
    private readonly IDisposable _owned;
    private readonly Func<ExperimentText, TraceSource> _open;

    private ExperimentSubject(IDisposable owned, Func<ExperimentText, TraceSource> open) => (_owned, _open) = (owned, open);

    /// <summary>By what its numbers are computed.</summary>
    public required ExperimentOrigin Origin { get; init; }

    /// <summary>The texts.</summary>
    public required IReadOnlyList<ExperimentText> Texts { get; init; }

    /// <summary>Layers of the model.</summary>
    public required int Layers { get; init; }

    /// <summary>The longest context that it reads.</summary>
    public required int ContextLength { get; init; }

    /// <summary>The model; null for a saved trace.</summary>
    public Gpt2Model? Model { get; init; }

    /// <summary>A model on the named texts, or on the whole corpus.</summary>
    public static ExperimentSubject OfModel(string model, TorchSharp.torch.Device device, IReadOnlyList<string> names, int seed)
    {
        var checkpoint = Checkpoint.Load(model, device);
        var texts = (names.Count > 0 ? names : Corpus.Names).Select(name => Corpus.Find(name, checkpoint.Tokenizer, seed)).ToArray();
        if (texts.Select(text => text.Name).Distinct().Count() < texts.Length)
            throw new UsageException("Two texts have the same name; rows could not be told apart.");
        return new(checkpoint, text => new ModelTrace(checkpoint.Model, text.Ids))
        {
            Origin = new(checkpoint.Id, checkpoint.Hash, ""),
            Texts = texts,
            Layers = checkpoint.Config.Layers,
            ContextLength = checkpoint.Config.ContextLength,
            Model = checkpoint.Model,
        };
    }

    /// <summary>A saved trace.</summary>
    public static ExperimentSubject OfTrace(string path)
    {
        var trace = TraceFile.Open(path);
        var ids = trace.Ids.Count == trace.Length ? trace.Ids : [.. Enumerable.Range(0, trace.Length)];
        return new(trace, _ => trace)
        {
            Origin = new(trace.Model ?? Path.GetFileNameWithoutExtension(path), Provenance.HashOf(path)!, ""),
            Texts = [ExperimentText.OfIds(Path.GetFileNameWithoutExtension(path), ids)],
            Layers = trace.Layers,
            ContextLength = trace.Length,
        };
    }

    /// <summary>Opens the traces of a text.</summary>
    public TraceSource Open(ExperimentText text) => _open(text);

    public void Dispose() => _owned.Dispose();
}
