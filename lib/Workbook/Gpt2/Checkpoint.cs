using TorchSharp;
using Workbook.Gpt2.Hub;
using static TorchSharp.torch;

namespace Workbook.Gpt2;

/// <summary>
/// A GPT-2 checkpoint in memory: config.json, vocab.json with merges.txt, and model.safetensors or its shards, checked against each other.
/// Weights are what the file holds, never folded or rewritten; F16 and BF16 become the same numbers in float32.
/// </summary>
public sealed class Checkpoint : IDisposable
{
    private readonly Lazy<string> hash;

    private Checkpoint(string id, string folder, Gpt2Config config, Gpt2Tokenizer tokenizer, Gpt2Model model)
    {
        (Id, Folder, Config, Tokenizer, Model) = (id, folder, config, tokenizer, model);
        var loaded = Stamp(folder);
        hash = new(() => Stamp(folder) == loaded
            ? CheckpointWeights.Hash(folder)
            : throw new WorkbookException($"{folder}: the weights have changed since they were loaded; load the checkpoint again."));
    }

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

    /// <summary>What a run's results record of the weights; see <see cref="CheckpointWeights.Hash(string)"/>. Taken when first asked for.</summary>
    /// <exception cref="WorkbookException">The files have changed since the checkpoint was loaded.</exception>
    public string Hash => hash.Value;

    /// <summary>Loads a checkpoint.</summary>
    /// <param name="idOrFolder">An id to look up, or a folder; see <see cref="CheckpointFolder.Find"/>.</param>
    /// <param name="device">Where the model goes; null for the CPU.</param>
    /// <exception cref="WorkbookException">It is not there, a file is malformed, or the files do not fit each other.</exception>
    public static Checkpoint Load(string idOrFolder = "nano", Device? device = null)
    {
        var (folder, id) = CheckpointFolder.Find(idOrFolder);
        var config = ReadConfig(folder);
        var tokenizer = Gpt2Tokenizer.Load(folder);
        if (tokenizer.VocabularySize != config.VocabularySize)
            throw new WorkbookException($"{id}/vocab.json: has {tokenizer.VocabularySize} tokens, config.json says vocab_size {config.VocabularySize}; the files are not of one checkpoint, fetch it again.");

        using var weights = CheckpointWeights.Open(folder);
        var (names, head) = CheckpointLayout.Match(weights, config);
        var model = Gpt2Model.Unfilled(config);
        try
        {
            Fill(model, weights, names);
            if (head is not null) CheckHead(model, weights, head);
            model.eval();
            if (device is not null) model.to(device);
            return new(id, folder, config, tokenizer, model);
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

    /// <summary>Reads a folder's config.json, and says in what it differs when it is no GPT-2's.</summary>
    /// <exception cref="WorkbookException">It is no GPT-2's, or describes none that can exist.</exception>
    internal static Gpt2Config ReadConfig(string folder)
    {
        var path = Path.Combine(folder, "config.json");
        return HubFamily.Difference(path) is { } difference
            ? throw new WorkbookException($"{folder} is no GPT-2: in its config.json {difference}; name another checkpoint.")
            : Gpt2Config.Read(path);
    }

    private static void Fill(Gpt2Model model, CheckpointWeights weights, Dictionary<string, string> names)
    {
        var parameters = model.named_parameters().ToDictionary(pair => names[pair.name], pair => pair.parameter, StringComparer.Ordinal);
        // In the order of the file, which is how a disk reads fastest.
        foreach (var name in weights.Names)
        {
            if (!parameters.TryGetValue(name, out var parameter)) continue;
            // The caller may have a dispose scope open, and the model must outlive it.
            parameter.DetachFromDisposeScope();
            weights.ReadInto(name, parameter);
        }
    }

    // A file that repeats the token embedding as the output head of a model that ties both must repeat it exactly.
    private static void CheckHead(Gpt2Model model, CheckpointWeights weights, string name)
    {
        var embedding = model.TokenEmbedding;
        if (!weights.Entry(name).Shape.SequenceEqual(embedding.shape) || !weights.Holds(name, embedding))
            throw new WorkbookException($"{weights.File}: {name} differs from wte.weight, and config.json ties them; set tie_word_embeddings to false there if the head is its own.");
    }

    // The names, sizes and times of the files that hold the weights.
    private static string Stamp(string folder) => string.Join('|', CheckpointWeights.Files(folder).Select(file => new FileInfo(file))
        .Select(file => file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file)
        .Select(file => $"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks}"));
}
