using System.Text.Json;
using TorchSharp;
using Workbook.Gpt2;
using static TorchSharp.torch;

namespace Workbook.Tests.Gpt2;

/// <summary>A small GPT-2 with random weights in a folder of its own: one token a byte, three merges and the end of text.</summary>
internal sealed class RandomCheckpoint : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public RandomCheckpoint(string prefix = "transformer.", ScalarType type = ScalarType.Float32)
    {
        string[] merges = ["t h", "th e", "\u0120 the"];
        var tokens = Enumerable.Range(0, 256).Select(b => ByteLevelAlphabet.Character((byte)b).ToString())
            .Concat(merges.Select(m => m.Replace(" ", ""))).Append("<|endoftext|>").ToList();
        folder.Write("vocab.json", JsonSerializer.Serialize(tokens.Select((t, i) => (t, i)).ToDictionary(p => p.t, p => p.i)));
        folder.Write("merges.txt", "#version: 0.2\n" + string.Join("\n", merges) + "\n");
        folder.Write("config.json", Config.ToJson());
        using var scope = NewDisposeScope();
        manual_seed(4);
        using var model = new Gpt2Model(Config);
        Tensors = model.named_parameters().ToDictionary(p => prefix + p.name, p => p.parameter.detach().to_type(type).clone().DetachFromDisposeScope());
        Save();
    }

    public static Gpt2Config Config { get; } = new() { VocabularySize = 260, ContextLength = 32, Width = 16, Layers = 2, Heads = 4, InitializerRange = 0.5 };

    public string Folder => folder.Path;

    /// <summary>The file's tensors; change them and <see cref="Save"/>.</summary>
    public Dictionary<string, Tensor> Tensors { get; }

    public void Save() => SafetensorsWriter.Write(folder.File("model.safetensors"), Tensors);

    public string File(string name) => folder.File(name);

    public void Dispose()
    {
        foreach (var tensor in Tensors.Values) tensor.Dispose();
        folder.Dispose();
    }
}
