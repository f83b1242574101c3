using System.Security.Cryptography;
using System.Text;
using Workbook.Gpt2.Hub;
using static TorchSharp.torch;

namespace Workbook.Gpt2;

/// <summary>
/// The tensors of a checkpoint's folder as one: <c>model.safetensors</c>, or else the shards that <c>model.safetensors.index.json</c> names.
/// The index is untrusted: each tensor must be in the shard that it says, and the shards hold nothing else.
/// </summary>
public sealed class CheckpointWeights : IDisposable
{
    private readonly List<SafetensorsReader> readers = [];
    private readonly Dictionary<string, SafetensorsReader> places = new(StringComparer.Ordinal);

    private CheckpointWeights(string path) => File = SafetensorsReader.ShortName(path);

    /// <summary>The file with its folder, as messages show it: the weights themselves, or the index of their shards.</summary>
    public string File { get; }

    /// <summary>The tensors' names, file after file, in the order of their data.</summary>
    public IReadOnlyList<string> Names { get; private set; } = [];

    /// <summary>How many files there are.</summary>
    public int FileCount => readers.Count;

    /// <summary>Opens a folder's weights and checks their headers; no data is read yet.</summary>
    /// <exception cref="WorkbookException">A file is missing or malformed, or index and shards disagree; the message names every such tensor.</exception>
    public static CheckpointWeights Open(string folder)
    {
        var files = Files(folder);
        var index = Path.Combine(folder, HubCache.Index);
        var sharded = Path.GetFileName(files[0]) != HubCache.Weights;
        var weights = new CheckpointWeights(sharded ? index : files[0]);
        try
        {
            foreach (var file in files) weights.readers.Add(SafetensorsReader.Open(file));
            if (sharded) weights.Match(HubIndex.Read(index));
            foreach (var reader in weights.readers)
                foreach (var name in reader.Names)
                    weights.places.Add(name, reader);
            weights.Names = [.. weights.readers.SelectMany(reader => reader.Names)];
            return weights;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>What a header says of one tensor.</summary>
    /// <exception cref="WorkbookException">There is no tensor of that name.</exception>
    public SafetensorsEntry Entry(string name) => Reader(name).Entry(name);

    /// <summary>As <see cref="SafetensorsReader.Read"/>.</summary>
    public Tensor Read(string name) => Reader(name).Read(name);

    /// <summary>As <see cref="SafetensorsReader.ReadInto"/>.</summary>
    public void ReadInto(string name, Tensor target) => Reader(name).ReadInto(name, target);

    /// <summary>Whether a tensor holds exactly these numbers, in whatever floating type.</summary>
    internal bool Holds(string name, Tensor values) => Reader(name).Holds(name, values);

    /// <summary>Whether a floating tensor has no NaN and no infinity.</summary>
    internal bool IsFinite(string name) => Reader(name).IsFinite(name);

    /// <summary>
    /// What a run records of the weights, lower-case hexadecimal: the SHA-256 of <c>model.safetensors</c>; for shards, that of their names
    /// and SHA-256s in the format of the program sha256sum, in the order of the names.
    /// </summary>
    /// <param name="folder">The checkpoint's.</param>
    /// <exception cref="WorkbookException">A file is missing or can't be read.</exception>
    public static string Hash(string folder)
    {
        var files = Files(folder);
        try
        {
            if (Path.GetFileName(files[0]) == HubCache.Weights) return HashOf(files[0]);
            var list = string.Concat(files.Select(file => $"{HashOf(file)}  {Path.GetFileName(file)}\n"));
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"{folder}: the weights can't be read ({error.Message.TrimEnd('.')}).", error);
        }
    }

    /// <summary>The files that hold a folder's weights, in the order of their names.</summary>
    /// <exception cref="WorkbookException">There are none, or one that the index names is missing.</exception>
    internal static IReadOnlyList<string> Files(string folder)
    {
        string At(string name) => Path.Combine(folder, name);
        if (System.IO.File.Exists(At(HubCache.Weights))) return [At(HubCache.Weights)];
        if (!System.IO.File.Exists(At(HubCache.Index)))
        {
            var pickled = System.IO.File.Exists(At("pytorch_model.bin")) || System.IO.File.Exists(At("pytorch_model.bin.index.json")) ? "; it has pytorch_model.bin, which only Python reads" : "";
            throw new WorkbookException($"{folder} has neither {HubCache.Weights} nor {HubCache.Index}{pickled}; save the weights as safetensors there, or fetch them with model pull.");
        }
        var shards = HubCache.Shards(At(HubCache.Index));
        return shards.FirstOrDefault(name => !System.IO.File.Exists(At(name))) is { } missing
            ? throw new WorkbookException($"{SafetensorsReader.ShortName(At(HubCache.Index))} names {SafetensorsHeader.Quote(missing)}, which is not there; fetch the checkpoint again.")
            : [.. shards.Select(At)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var reader in readers) reader.Dispose();
    }

    private void Match(Dictionary<string, string> index)
    {
        var problems = new TensorNames();
        foreach (var reader in readers)
        {
            var shard = Path.GetFileName(reader.Path);
            foreach (var name in reader.Names)
            {
                if (!index.TryGetValue(name, out var place)) problems.Add(name, $"is in {shard}, the index does not name it");
                else if (place != shard) problems.Add(name, $"is in {shard}, the index says {place}");
            }
        }
        var held = readers.ToDictionary(reader => Path.GetFileName(reader.Path), reader => reader.Names.ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var (name, place) in index)
            if (!held[place].Contains(name)) problems.Add(name, $"is not in {place}, where the index says it is");
        if (problems.Count > 0) throw new WorkbookException($"{File}: {problems.Write()}; the files are not of one checkpoint, fetch it again.");
    }

    private SafetensorsReader Reader(string name) => places.TryGetValue(name, out var reader)
        ? reader
        : throw new WorkbookException($"{File}: has no tensor {SafetensorsHeader.Quote(name)}; it has {Names.Count}, among them {string.Join(", ", Names.Take(3).Select(SafetensorsHeader.Quote))}.");

    private static string HashOf(string file)
    {
        using var stream = System.IO.File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
