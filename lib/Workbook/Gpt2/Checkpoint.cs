using System.Security.Cryptography;
using TorchSharp;
using Workbook.Gpt2.Hub;
using static TorchSharp.torch;

namespace Workbook.Gpt2;

/// <summary>
/// A GPT-2 checkpoint in memory: config.json, vocab.json with merges.txt, and model.safetensors, checked against each other.
/// </summary>
public sealed class Checkpoint : IDisposable
{
    private Checkpoint(string id, string folder, Gpt2Config config, Gpt2Tokenizer tokenizer, Gpt2Model model, string hash) =>
        (Id, Folder, Config, Tokenizer, Model, Hash) = (id, folder, config, tokenizer, model, hash);

    /// <summary>The checkpoint's short name, e.g. nano.</summary>
    public string Id { get; }

    /// <summary>The folder it was read from.</summary>
    public string Folder { get; }

    /// <summary>The model's shape.</summary>
    public Gpt2Config Config { get; }

    /// <summary>Its encoding of text.</summary>
    public Gpt2Tokenizer Tokenizer { get; }

    /// <summary>The model, float32, in evaluation mode.</summary>
    public Gpt2Model Model { get; }

    /// <summary>SHA-256 of model.safetensors, lower-case hexadecimal: a run's results record it.</summary>
    public string Hash { get; }

    /// <summary>Loads a checkpoint.</summary>
    /// <param name="idOrFolder">An id to look up, or a folder; see <see cref="CheckpointFolder.Find"/>.</param>
    /// <param name="device">Where the model goes; null for the CPU.</param>
    /// <exception cref="WorkbookException">It is not there, a file is malformed, or the files do not fit each other.</exception>
    public static Checkpoint Load(string idOrFolder = "nano", Device? device = null)
    {
        var (folder, id) = CheckpointFolder.Find(idOrFolder);
        var config = Gpt2Config.Read(Path.Combine(folder, "config.json"));
        var tokenizer = Gpt2Tokenizer.Load(folder);
        if (tokenizer.VocabularySize != config.VocabularySize)
            throw new WorkbookException($"{id}/vocab.json: has {tokenizer.VocabularySize} tokens, config.json says vocab_size {config.VocabularySize}; the files are not of one checkpoint, fetch it again.");

        var weights = WeightsIn(folder, id);
        using var reader = SafetensorsReader.Open(weights);
        var (names, head) = CheckpointLayout.Match(reader, config);
        var model = Unfilled(config);
        try
        {
            Fill(model, reader, names);
            if (head is not null) CheckHead(model, reader, head);
            model.eval();
            if (device is not null) model.to(device);
            return new(id, folder, config, tokenizer, model, HashOf(weights));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>The ids of a text that fits the model.</summary>
    /// <exception cref="WorkbookException">The text has no token, or more than the context length.</exception>
    public int[] EncodeIds(string text)
    {
        var ids = Tokenizer.EncodeIds(text);
        if (ids.Length == 0) throw new WorkbookException("The text is empty; give it at least one character.");
        return ids.Length <= Config.ContextLength
            ? ids
            : throw new WorkbookException($"The text has {ids.Length} tokens, {Id} reads at most {Config.ContextLength}; shorten it.");
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();

    /// <summary>The file that holds a checkpoint's weights.</summary>
    /// <exception cref="WorkbookException">The weights come in shards.</exception>
    internal static string WeightsIn(string folder, string id)
    {
        var weights = Path.Combine(folder, HubCache.Weights);
        return File.Exists(weights) || !File.Exists(Path.Combine(folder, HubCache.Index))
            ? weights
            : throw new WorkbookException($"{id}: its weights come in shards, only a single {HubCache.Weights} is read; save it in one file.");
    }

    // A model is born with random weights. Loading one must not move the generator that a caller has seeded.
    private static Gpt2Model Unfilled(Gpt2Config config)
    {
        using var state = Generator.Default.get_state();
        try
        {
            return new(config);
        }
        finally
        {
            Generator.Default.set_state(state);
        }
    }

    private static void Fill(Gpt2Model model, SafetensorsReader reader, Dictionary<string, string> names)
    {
        using var noGrad = no_grad();
        foreach (var (name, parameter) in model.named_parameters())
        {
            // The caller may have a dispose scope open, and the model must outlive it.
            parameter.DetachFromDisposeScope();
            var own = names[name];
            if (reader.Entry(own).Type == parameter.dtype)
            {
                reader.ReadInto(own, parameter);
                continue;
            }
            using var other = reader.Read(own);
            parameter.copy_(other);
        }
    }

    // GPT-2's output head is the token embedding; a file that repeats it must repeat it exactly.
    private static void CheckHead(Gpt2Model model, SafetensorsReader reader, string name)
    {
        using var scope = NewDisposeScope();
        var head = reader.Read(name).to_type(ScalarType.Float32);
        if (!head.shape.SequenceEqual(model.TokenEmbedding.shape) || !head.equal(model.TokenEmbedding).all().item<bool>())
            throw new WorkbookException($"{SafetensorsReader.ShortName(reader.Path)}: {name} differs from wte.weight; only models whose output head is the token embedding are read.");
    }

    private static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
