using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Workbook.Gpt2;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Gpt2;

/// <summary>Weights in several files with an index, as large checkpoints come; the index is someone else's word.</summary>
public sealed class CheckpointShardTests : IDisposable
{
    private const string First = "model-00001-of-00002.safetensors";
    private const string Second = "model-00002-of-00002.safetensors";

    private readonly RandomCheckpoint files = new();
    private readonly Dictionary<string, string> map;

    public CheckpointShardTests()
    {
        File.Delete(files.File("model.safetensors"));
        map = files.Tensors.Keys.Order(StringComparer.Ordinal).Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i % 3 == 0 ? First : Second);
        Save();
    }

    public void Dispose() => files.Dispose();

    [Fact]
    public void Shards_load_as_one_file_does()
    {
        using var checkpoint = Checkpoint.Load(files.Folder);
        foreach (var (name, parameter) in checkpoint.Model.named_parameters())
            Assert.True(parameter.equal(files.Tensors["transformer." + name]).all().item<bool>(), name);
        var list = string.Concat(new[] { First, Second }.Select(name => $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(files.File(name))))}  {name}\n"));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list))), checkpoint.Hash);
        Assert.Contains("in 2 shards", CheckpointCheck.Examine(files.Folder).Single(finding => finding.Name == "file").Fact);
        Assert.All(CheckpointCheck.Examine(files.Folder), finding => Assert.True(finding.Ok, finding.Fact));
    }

    [Fact]
    public void A_single_file_beside_an_index_is_taken()
    {
        files.Save();
        File.WriteAllText(files.File("model.safetensors.index.json"), "{");
        Checkpoint.Load(files.Folder).Dispose();
    }

    [Fact]
    public void A_shard_that_is_missing_or_broken_is_named()
    {
        File.WriteAllText(files.File(Second), "x");
        Assert.Contains($"/{Second}: has 1 bytes", MessageFor());
        File.Delete(files.File(Second));
        Assert.Contains($"/model.safetensors.index.json names {Second}, which is not there", MessageFor());
    }

    [Fact]
    public void Every_tensor_that_index_and_shards_disagree_on_is_named()
    {
        map["transformer.h.0.ln_1.bias"] = Other("transformer.h.0.ln_1.bias");
        map["transformer.h.1.ln_1.bias"] = Other("transformer.h.1.ln_1.bias");
        map.Remove("transformer.wte.weight");
        map["transformer.h.3.attn.extra"] = First;
        WriteIndex();
        var message = MessageFor();
        Assert.Matches(@"transformer\.h\.(\{0-1\}|0)\.ln_1\.bias is in ", message);
        Assert.Matches(@"transformer\.h\.(\{0-1\}|1)\.ln_1\.bias is in ", message);
        Assert.Contains("transformer.wte.weight is in ", message);
        Assert.Contains("the index does not name it", message);
        Assert.Contains($"transformer.h.3.attn.extra is not in {First}, where the index says it is", message);
    }

    [Fact]
    public void A_tensor_in_two_shards_is_refused()
    {
        var both = map.First(pair => pair.Value == First).Key;
        SafetensorsWriter.Write(files.File(Second), files.Tensors.Where(pair => map[pair.Key] == Second || pair.Key == both));
        Assert.Contains($"is in {Second}, the index says {First}", MessageFor());
    }

    [Theory]
    [InlineData("{", "is no index of shards")]
    [InlineData("[]", "is no index of shards")]
    [InlineData("{}", "is no index of shards")]
    [InlineData("""{"weight_map": []}""", "is no index of shards")]
    [InlineData("""{"weight_map": {}}""", "it names no tensor")]
    [InlineData("""{"weight_map": {"a": 7}}""", "is no index of shards")]
    [InlineData("""{"weight_map": {"a": null}}""", "names a shard that is no .safetensors file beside it")]
    [InlineData("""{"weight_map": {"a": "x.safetensors", "a": "y.safetensors"}}""", "is no index of shards")]
    [InlineData("""{"weight_map": {"a": "../x.safetensors"}}""", "names a shard that is no .safetensors file beside it")]
    [InlineData("""{"weight_map": {"a": "/etc/x.safetensors"}}""", "names a shard that is no .safetensors file beside it")]
    [InlineData("""{"weight_map": {"a": "C:\\x.safetensors"}}""", "names a shard that is no .safetensors file beside it")]
    [InlineData("""{"weight_map": {"a": "x.bin"}}""", "names a shard that is no .safetensors file beside it")]
    [InlineData("""{"weight_map": {"a": "model.safetensors"}}""", "names model.safetensors, which is not there")]
    public void A_broken_index_is_refused_with_the_reason(string json, string reason)
    {
        File.WriteAllText(files.File("model.safetensors.index.json"), json);
        Assert.Contains(reason, MessageFor());
    }

    [Fact]
    public void An_index_of_absurd_size_is_refused_before_it_is_read()
    {
        using (var stream = new FileStream(files.File("model.safetensors.index.json"), FileMode.Open)) stream.SetLength(20_000_000);
        Assert.Contains("more than the 10000000 allowed", MessageFor());
    }

    private string Other(string name) => map[name] == First ? Second : First;

    private void Save()
    {
        foreach (var shard in new[] { First, Second })
            SafetensorsWriter.Write(files.File(shard), files.Tensors.Where(pair => map[pair.Key] == shard));
        WriteIndex();
    }

    private void WriteIndex() =>
        File.WriteAllText(files.File("model.safetensors.index.json"), JsonSerializer.Serialize(new { metadata = new { total_size = 1 }, weight_map = map }));

    private string MessageFor()
    {
        var message = Assert.Throws<WorkbookException>(() => Checkpoint.Load(files.Folder)).Message;
        Assert.DoesNotContain('\n', message);
        Assert.EndsWith(".", message);
        return message;
    }
}
