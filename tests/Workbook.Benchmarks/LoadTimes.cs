using System.Diagnostics;
using System.Text.Json;
using TorchSharp;
using Workbook.Gpt2;
using static TorchSharp.torch;

namespace Workbook.Benchmarks;

/// <summary>Loading a checkpoint of GPT-2 small's shape from the page cache, against reading its bytes; with the peak of memory.</summary>
internal static class LoadTimes
{
    private const int Rounds = 5;

    /// <summary>Prints times, medians of some rounds, and ratios.</summary>
    public static void Print()
    {
        var folder = Directory.CreateTempSubdirectory("workbook-load-").FullName;
        try
        {
            Console.WriteLine("GPT-2 small's shape, weights of no meaning; medians of 5 rounds, files in the page cache");
            foreach (var (type, shards) in new[] { (ScalarType.Float32, 1), (ScalarType.Float32, 4), (ScalarType.Float16, 1), (ScalarType.BFloat16, 1) })
            {
                var tensors = Write(folder, type, shards);
                Measure(folder, $"{type}, {(shards == 1 ? "one file" : $"{shards} shards")}", tensors);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(string folder, string name, long tensors)
    {
        var config = Gpt2Config.Read(Path.Combine(folder, "config.json"));
        var files = Directory.GetFiles(folder, "*.safetensors");
        var plain = Median(() => ReadPlainly(files));
        var load = Median(() => Checkpoint.Load(folder).Dispose());
        var vocabulary = Median(() => Gpt2Tokenizer.Load(folder));
        var checks = Median(() =>
        {
            using var weights = CheckpointWeights.Open(folder);
            CheckpointLayout.Match(weights, config);
        });
        var memory = PeakMemory.Growth(() => Checkpoint.Load(folder).Dispose());
        Console.WriteLine(
            $"{name}: {files.Sum(file => new FileInfo(file).Length) / 1e6:0} MB; load {load.TotalSeconds:0.00} s, {load / plain:0.00} times the bytes read into one tensor ({plain.TotalSeconds:0.00} s); "
            + $"checks of headers and layout {checks.TotalMilliseconds:0.0} ms, {100 * (checks / load):0.0} % of the load; vocabulary {vocabulary.TotalSeconds:0.00} s; "
            + (memory is { } peak ? $"peak memory {peak / (double)tensors:0.000} of the tensors' {tensors / 1e6:0} MB" : "no peak of memory on this system"));
    }

    // Gives the bytes that the tensors have in the model.
    private static long Write(string folder, ScalarType type, int shards)
    {
        foreach (var file in Directory.GetFiles(folder)) File.Delete(file);
        var config = new Gpt2Config();
        File.WriteAllText(Path.Combine(folder, "config.json"), config.ToJson());
        var tokens = Enumerable.Range(0, 256).Select(b => ByteLevelAlphabet.Character((byte)b).ToString()).Append(Gpt2Tokenizer.EndOfTextToken).ToList();
        for (var n = 0; tokens.Count < config.VocabularySize; n++) tokens.Add($"x{n}");
        File.WriteAllText(Path.Combine(folder, "vocab.json"), JsonSerializer.Serialize(tokens.Select((token, id) => (token, id)).ToDictionary(pair => pair.token, pair => pair.id)));
        File.WriteAllText(Path.Combine(folder, "merges.txt"), "#version: 0.2\n");
        using var scope = NewDisposeScope();
        var all = CheckpointLayout.Parameters(config).Select((parameter, i) => (parameter.Name, Tensor: full(parameter.Shape, 0.01 * i, dtype: type), Shard: i % shards)).ToList();
        string Name(int shard) => shards == 1 ? "model.safetensors" : $"model-{shard + 1:00000}-of-{shards:00000}.safetensors";
        for (var shard = 0; shard < shards; shard++)
            SafetensorsWriter.Write(Path.Combine(folder, Name(shard)), all.Where(item => item.Shard == shard).Select(item => KeyValuePair.Create(item.Name, item.Tensor)));
        if (shards > 1)
            File.WriteAllText(Path.Combine(folder, "model.safetensors.index.json"), JsonSerializer.Serialize(new { weight_map = all.ToDictionary(item => item.Name, item => Name(item.Shard)) }));
        return all.Sum(item => item.Tensor.numel() * sizeof(float));
    }

    private static void ReadPlainly(string[] files)
    {
        using var scope = NewDisposeScope();
        foreach (var path in files)
        {
            using var handle = File.OpenHandle(path);
            var target = empty(RandomAccess.GetLength(handle), dtype: ScalarType.Byte);
            var bytes = target.bytes;
            for (var position = 0; position < bytes.Length;)
                position += RandomAccess.Read(handle, bytes[position..], position);
        }
    }

    private static TimeSpan Median(Action work)
    {
        work();
        return Enumerable.Range(0, Rounds).Select(_ =>
        {
            PeakMemory.Trim();
            var clock = Stopwatch.StartNew();
            work();
            return clock.Elapsed;
        }).Order().ElementAt(Rounds / 2);
    }
}
