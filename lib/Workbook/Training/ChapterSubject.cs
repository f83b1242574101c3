using System.Security.Cryptography;
using TorchSharp;
using Workbook.Experiments;
using Workbook.Experiments.Pieces;
using Workbook.Gpt2;
using Workbook.Torch;
using static TorchSharp.torch;

namespace Workbook.Training;

/// <summary>
/// What the chapters inside a model look at: a model on some texts, or a saved trace. All of it comes from <see cref="Parameters"/>:
/// model, trace, text, length, seed, device and cache.
/// </summary>
/// <remarks>The checkpoint is kept in memory while the process asks for the same one, so that several chapters load it once.</remarks>
public sealed class ChapterSubject
{
    /// <summary>What <c>--text</c> takes for the whole corpus.</summary>
    public const string AllTexts = "all";

    private static readonly Lock Gate = new();
    private static (string Key, Checkpoint Checkpoint)? loaded;
    private readonly Dictionary<(string Experiment, string Options), Measurement> measured = [];
    private readonly PieceStore? store;
    private readonly ExperimentOrigin origin;
    private readonly TraceFile? trace;

    private ChapterSubject(Checkpoint? checkpoint, TraceFile? trace, IReadOnlyList<ExperimentText> texts, ExperimentOrigin origin, PieceStore? store)
    {
        (Checkpoint, this.trace, Texts, this.origin, this.store) = (checkpoint, trace, texts, origin, store);
        Options = new();
    }

    /// <summary>The model's name: the checkpoint's id, or what the trace says of its model.</summary>
    public string Id => origin.Model;

    /// <summary>SHA-256 of the model's weights, or of the trace's file.</summary>
    public string Hash => origin.ModelHash;

    /// <summary>The model; null when a saved trace is read.</summary>
    public Checkpoint? Checkpoint { get; }

    /// <summary>What the trace holds; everything when a model is there.</summary>
    public TraceParts Parts => trace?.Parts ?? TraceParts.All;

    /// <summary>Layers.</summary>
    public int Layers => trace?.Layers ?? Checkpoint!.Config.Layers;

    /// <summary>Heads a layer.</summary>
    public int Heads => trace?.Heads ?? Checkpoint!.Config.Heads;

    /// <summary>The texts.</summary>
    public IReadOnlyList<ExperimentText> Texts { get; }

    /// <summary>Context lengths, seed and grids.</summary>
    public ExperimentOptions Options { get; private init; }

    /// <summary>The subject that the run's parameters name.</summary>
    /// <param name="texts">Names of the corpus that are read unless <c>--text</c> names others or <see cref="AllTexts"/>; the whole corpus if none is given.</param>
    /// <exception cref="WorkbookException">The model, the trace or a text cannot be read.</exception>
    /// <exception cref="UsageException">A length or a device is not one.</exception>
    public static ChapterSubject FromParameters(params string[] texts) => FromParameters(ChapterLengths.Default, texts);

    /// <summary>The same for a chapter whose work grows fast with the length.</summary>
    /// <param name="usualLength">The greatest length unless <c>--set length=L</c> gives one.</param>
    /// <param name="texts">Names of the corpus that are read unless <c>--text</c> names others.</param>
    /// <inheritdoc cref="FromParameters(string[])" path="/exception"/>
    public static ChapterSubject FromParameters(int usualLength, params string[] texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var store = Parameters.Get("cache", true) ? new PieceStore(Path.Combine(PatchedCopyCache.DefaultFolder, "pieces")) : null;
        var trace = Parameters.Trace;
        int? length = Parameters.IsGiven("length") ? Parameters.Get("length", usualLength) : null;
        var subject = trace is not null
            ? OfTrace(trace, length, Parameters.Seed, store, usualLength)
            : OfModel(Parameters.Model, Named(Parameters.GetTexts(texts.Length > 0 ? texts : [AllTexts])), length, Parameters.Seed, Parameters.Device, store, usualLength: usualLength, numberType: Parameters.NumberType);
        Parameters.Get("length", subject.Options.Length);
        return subject;
    }

    /// <summary>A model on some texts.</summary>
    /// <param name="model">The checkpoint's id or folder.</param>
    /// <param name="texts">Names of the corpus, or files.</param>
    /// <param name="length">The greatest context length; null for the usual one or what model and texts allow.</param>
    /// <param name="seed">Of every random draw and of the generated texts.</param>
    /// <param name="device">Where tensors live; see <see cref="DeviceChoice"/>.</param>
    /// <param name="store">Where pieces are kept; null keeps none.</param>
    /// <param name="lengths">All context lengths, ascending, in place of the greatest one and its halves.</param>
    /// <param name="usualLength">The greatest length where <paramref name="length"/> is null.</param>
    /// <param name="numberType">The type of the model's numbers; see <see cref="NumberTypeChoice"/>.</param>
    /// <inheritdoc cref="FromParameters(string[])" path="/exception"/>
    public static ChapterSubject OfModel(string model, IReadOnlyList<string> texts, int? length = null, int seed = 1, string device = "cpu", PieceStore? store = null, IReadOnlyList<int>? lengths = null, int usualLength = 256, string numberType = "float32")
    {
        ArgumentNullException.ThrowIfNull(texts);
        var place = DeviceChoice.Parse(device);
        var type = NumberTypeChoice.Parse(numberType, place.type);
        var checkpoint = Load(model, place, type);
        ExperimentText[] read = [.. texts.Select(name => Corpus.Find(name, checkpoint.Tokenizer, seed))];
        return new(checkpoint, null, read, new(checkpoint.Id, checkpoint.Hash, type == ScalarType.Float32 ? place.ToString() : $"{place} {type}"), store)
        {
            Options = new() { Lengths = lengths ?? ChapterLengths.Of(length, Math.Min(checkpoint.Config.ContextLength, read.Min(text => text.Ids.Count)), usualLength), Seed = seed },
        };
    }

    /// <summary>A saved trace.</summary>
    /// <param name="path">The file; see docs/traces.md.</param>
    /// <param name="length">The greatest context length; null for the usual one or what the trace has.</param>
    /// <param name="seed">Of every random draw.</param>
    /// <param name="store">Where pieces are kept; null keeps none.</param>
    /// <param name="usualLength">The greatest length where <paramref name="length"/> is null.</param>
    /// <inheritdoc cref="FromParameters(string[])" path="/exception"/>
    public static ChapterSubject OfTrace(string path, int? length = null, int seed = 1, PieceStore? store = null, int usualLength = 256)
    {
        var trace = TraceFile.Open(path);
        using var file = File.OpenRead(path);
        var ids = trace.Ids.Count == trace.Length ? trace.Ids : [.. Enumerable.Range(0, trace.Length)];
        var name = Path.GetFileNameWithoutExtension(path);
        return new(null, trace, [ExperimentText.OfIds(name, ids)], new(trace.Model ?? name, Convert.ToHexStringLower(SHA256.HashData(file)), "cpu"), store)
        {
            Options = new() { Lengths = ChapterLengths.Of(length, trace.Length, usualLength), Seed = seed },
        };
    }

    /// <summary>Runs an experiment on every head.</summary>
    /// <param name="experiment">Its name, such as <c>dilution</c>.</param>
    /// <param name="change">Changes the options for this experiment; null runs it with <see cref="Options"/>.</param>
    /// <returns>The result, or the sentence that says what a saved trace or a model with other attention lacks for it.</returns>
    public Measurement Measure(string experiment, Func<ExperimentOptions, ExperimentOptions>? change = null)
    {
        var found = ExperimentCatalogue.Find(experiment);
        var options = change is null ? Options : change(Options);
        var key = (experiment, string.Join('\n', found.Settings.Select(options.Setting)));
        if (!measured.TryGetValue(key, out var measurement))
            measured.Add(key, measurement = Measure(found, options));
        return measurement;
    }

    private Measurement Measure(IExperiment experiment, ExperimentOptions options)
    {
        try
        {
            ExperimentNeeds.Check(experiment, Source(Texts[0] with { Ids = [.. Texts[0].Ids.Take(options.Length)] }), options, model: trace is null);
        }
        catch (WorkbookException lack) when (lack is not UsageException)
        {
            return new(experiment.Name, null, lack.Message, 0, 0);
        }

        var run = new ExperimentRun(experiment, options, origin, Checkpoint?.Model, store);
        var result = run.Run(Texts, Source, Layers);
        return new(experiment.Name, result, null, run.Pieces, run.Reused);
    }

    private TraceSource Source(ExperimentText text) => trace is not null ? trace : new ModelTrace(Checkpoint!.Model, text.Ids) { Model = Id };

    private static IReadOnlyList<string> Named(IReadOnlyList<string> texts) => texts is [AllTexts] ? Corpus.Names : texts;

    private static Checkpoint Load(string model, Device device, ScalarType type)
    {
        lock (Gate)
        {
            var key = $"{CheckpointFolder.Find(model).Folder}\n{device}\n{type}";
            if (loaded?.Key == key)
                return loaded.Value.Checkpoint;
            var checkpoint = Checkpoint.Load(model, device);
            if (type != ScalarType.Float32)
                checkpoint.Model.to(type);
            loaded = (key, checkpoint);
            return checkpoint;
        }
    }
}
