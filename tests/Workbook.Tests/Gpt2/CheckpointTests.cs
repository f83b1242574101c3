using TorchSharp;
using Workbook.Gpt2;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Gpt2;

public class CheckpointTests
{
    [Theory]
    [InlineData("transformer.")]
    [InlineData("")]
    public void A_folder_loads_whole_with_and_without_the_prefix(string prefix)
    {
        using var files = new RandomCheckpoint(prefix);
        using var checkpoint = Checkpoint.Load(files.Folder);
        Assert.Equal(Path.GetFileName(files.Folder), checkpoint.Id);
        Assert.Equal(RandomCheckpoint.Config, checkpoint.Config);
        Assert.Equal(260, checkpoint.Tokenizer.VocabularySize);
        Assert.Equal(64, checkpoint.Hash.Length);
        foreach (var (name, parameter) in checkpoint.Model.named_parameters())
            Assert.True(parameter.equal(files.Tensors[prefix + name]).all().item<bool>(), name);
    }

    [Fact]
    public void The_layout_names_every_parameter_of_the_model_with_its_shape()
    {
        using var model = new Gpt2Model(RandomCheckpoint.Config);
        Assert.Equal(
            CheckpointLayout.Parameters(RandomCheckpoint.Config).Select(p => $"{p.Name} [{string.Join(", ", p.Shape)}]").Order(StringComparer.Ordinal),
            model.named_parameters().Select(p => $"{p.name} [{string.Join(", ", p.parameter.shape)}]").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float64)]
    public void Weights_of_another_precision_are_read_as_float32(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var files = new RandomCheckpoint(type: type);
        using var checkpoint = Checkpoint.Load(files.Folder);
        Assert.Equal(ScalarType.Float32, checkpoint.Model.TokenEmbedding.dtype);
        Assert.True(checkpoint.Model.TokenEmbedding.equal(files.Tensors["transformer.wte.weight"].to_type(ScalarType.Float32)).all().item<bool>());
    }

    [Fact]
    public void A_saved_mask_and_a_repeated_head_are_no_weights()
    {
        using var files = new RandomCheckpoint();
        files.Tensors["transformer.h.0.attn.bias"] = ones(1, 1, 32, 32).to_type(ScalarType.Byte);
        files.Tensors["transformer.h.1.attn.masked_bias"] = tensor(-1e4f);
        files.Tensors["lm_head.weight"] = files.Tensors["transformer.wte.weight"].clone();
        files.Save();
        Checkpoint.Load(files.Folder).Dispose();

        files.Tensors["lm_head.weight"].add_(1);
        files.Save();
        Assert.Contains("lm_head.weight differs from wte.weight", MessageFor(files));
    }

    [Fact]
    public void A_head_of_its_own_gives_the_logits()
    {
        using var scope = NewDisposeScope();
        using var files = new RandomCheckpoint();
        File.WriteAllText(files.File("config.json"), (RandomCheckpoint.Config with { TiedHead = false }).ToJson());
        Assert.Contains("lm_head.weight is missing, config.json needs [260, 16]", MessageFor(files));

        var head = randn([260, 16], generator: new Generator(5));
        files.Tensors["lm_head.weight"] = head.DetachFromDisposeScope();
        files.Save();
        using var own = Checkpoint.Load(files.Folder);
        // A head of twice the token embedding doubles the logits of the tied model.
        files.Tensors["lm_head.weight"] = (files.Tensors["transformer.wte.weight"] * 2).DetachFromDisposeScope();
        files.Save();
        using var doubled = Checkpoint.Load(files.Folder);
        File.WriteAllText(files.File("config.json"), RandomCheckpoint.Config.ToJson());
        files.Tensors.Remove("lm_head.weight");
        files.Save();
        using var tied = Checkpoint.Load(files.Folder);
        var ids = tensor(new long[] { 1, 2, 3 }).unsqueeze(0);
        Assert.Equal(0, (doubled.Model.forward(ids) - 2 * tied.Model.forward(ids)).abs().max().item<float>(), 4);
        Assert.False(own.Model.forward(ids).allclose(tied.Model.forward(ids)));
        Assert.True(own.Model.named_parameters().Single(pair => pair.name == "lm_head.weight").parameter.equal(head).all().item<bool>());
    }

    [Fact]
    public void Each_tensor_that_does_not_fit_is_named()
    {
        using var files = new RandomCheckpoint();
        files.Tensors["transformer.h.0.attn.c_attn.weight"] = zeros(16, 16);
        files.Tensors.Remove("transformer.h.1.ln_2.bias");
        files.Tensors["transformer.wpe.weight"] = zeros([32, 16], dtype: ScalarType.Int32);
        files.Tensors["h.7.ln_1.bias"] = zeros(16);
        files.Save();
        var message = MessageFor(files);
        Assert.Contains("/model.safetensors: ", message);
        Assert.Contains("h.0.attn.c_attn.weight is [16, 16], config.json needs [16, 48]", message);
        Assert.Contains("h.1.ln_2.bias is missing, config.json needs [16]", message);
        Assert.Contains("wpe.weight is Int32, weights are floating point", message);
        Assert.Contains("h.7.ln_1.bias has no place in a model of 2 layers", message);
        Assert.EndsWith("fetch it again.", message);
    }

    [Fact]
    public void Every_tensor_that_does_not_fit_is_named_however_many_there_are()
    {
        using var files = new RandomCheckpoint();
        var kinds = CheckpointLayout.Parameters(RandomCheckpoint.Config).Select(parameter => parameter.Name).ToList();
        foreach (var name in kinds.Where(name => name is not ("wte.weight" or "h.0.ln_1.weight" or "h.1.ln_1.weight"))) files.Tensors.Remove("transformer." + name);
        files.Tensors["transformer.h.0.ln_1.weight"] = zeros(2);
        files.Tensors["transformer.h.1.ln_1.weight"] = zeros(2);
        foreach (var layer in Enumerable.Range(0, 30)) files.Tensors[$"transformer.h.{layer}.attn.rotary.inv_freq"] = zeros(1);
        files.Save();
        var message = MessageFor(files);
        Assert.All(kinds.Where(name => name.StartsWith("h.1.", StringComparison.Ordinal)), name => Assert.Contains(name.Replace("h.1.", "h.{0-1}."), message));
        Assert.Contains("h.{0-1}.ln_1.weight is [2], config.json needs [16]", message);
        Assert.Contains("wpe.weight is missing, config.json needs [32, 16]", message);
        Assert.Contains("ln_f.bias is missing", message);
        Assert.Contains("h.{0-29}.attn.rotary.inv_freq has no place in a model of 2 layers", message);
        Assert.DoesNotContain("wte.weight", message);
    }

    [Fact]
    public void Weights_of_another_family_are_told_by_their_names()
    {
        using var files = new RandomCheckpoint();
        files.Tensors.Clear();
        files.Tensors["model.embed_tokens.weight"] = zeros(1);
        foreach (var layer in Enumerable.Range(0, 12)) files.Tensors[$"model.layers.{layer}.self_attn.q_proj.weight"] = zeros(1);
        files.Save();
        Assert.Contains("holds no GPT-2: it has model.embed_tokens.weight, model.layers.{0-11}.self_attn.q_proj.weight, and none of wte.weight", MessageFor(files));
        File.WriteAllText(files.File("config.json"), """{"model_type": "llama", "hidden_size": 4}""");
        Assert.Contains("is no GPT-2: in its config.json model_type is llama, not gpt2; it has hidden_size instead of n_embd", MessageFor(files));
    }

    [Fact]
    public void A_folder_without_safetensors_or_tokenizer_is_told()
    {
        using var files = new RandomCheckpoint();
        File.Move(files.File("model.safetensors"), files.File("pytorch_model.bin"));
        Assert.Contains("has neither model.safetensors nor model.safetensors.index.json; it has pytorch_model.bin, which only Python reads", MessageFor(files));
        File.Delete(files.File("merges.txt"));
        Assert.Contains("merges.txt: cannot be read", MessageFor(files));
    }

    [Fact]
    public void A_tensor_given_with_and_without_the_prefix_is_refused()
    {
        using var files = new RandomCheckpoint();
        files.Tensors["wte.weight"] = zeros(260, 16);
        files.Save();
        Assert.Contains("wte.weight stands twice", MessageFor(files));
    }

    [Fact]
    public void A_configuration_of_another_model_is_refused_before_memory_is_asked_for()
    {
        using var files = new RandomCheckpoint();
        File.WriteAllText(files.File("config.json"), (RandomCheckpoint.Config with { Layers = 1 << 20, Width = 1 << 20, InnerWidth = 1 << 20 }).ToJson());
        var message = MessageFor(files);
        Assert.Contains("h.{2-1048575} are missing whole, config.json says n_layer 1048576", message);
        Assert.Contains("h.{0-1}.attn.c_attn.weight is [16, 48], config.json needs [1048576, 3145728]", message);
        Assert.True(message.Length < 4000, message);
    }

    [Theory]
    [InlineData("{", "config.json")]
    [InlineData("{\"n_head\": 5}", "config.json")]
    [InlineData("{\"n_layer\": \"two\"}", "config.json")]
    [InlineData("{\"model_type\": \"llama\"}", "config.json")]
    public void A_broken_configuration_is_named(string json, string named)
    {
        using var files = new RandomCheckpoint();
        File.WriteAllText(files.File("config.json"), json);
        Assert.Contains(named, MessageFor(files));
    }

    [Fact]
    public void A_vocabulary_of_another_size_is_refused()
    {
        using var files = new RandomCheckpoint();
        File.WriteAllText(files.File("config.json"), (RandomCheckpoint.Config with { VocabularySize = 300 }).ToJson());
        Assert.Contains("vocab.json: has 260 tokens, config.json says vocab_size 300", MessageFor(files));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(300)]
    [InlineData(-10)]
    public void A_truncated_file_is_refused_with_its_name(int bytes)
    {
        using var files = new RandomCheckpoint();
        var whole = File.ReadAllBytes(files.File("model.safetensors"));
        File.WriteAllBytes(files.File("model.safetensors"), bytes > 0 ? whole[..bytes] : whole[..^-bytes]);
        Assert.Contains("/model.safetensors: ", MessageFor(files));
    }

    [Fact]
    public void A_missing_checkpoint_says_where_it_was_looked_for()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(folder.Path, Assert.Throws<WorkbookException>(() => Checkpoint.Load(folder.Path)).Message);
        Assert.Contains("no checkpoint no-such-model", Assert.Throws<WorkbookException>(() => Checkpoint.Load("no-such-model")).Message);
        Assert.Throws<WorkbookException>(() => Checkpoint.Load(" "));
    }

    [Fact]
    public void A_text_longer_than_the_context_is_refused_with_both_lengths()
    {
        using var files = new RandomCheckpoint();
        using var checkpoint = Checkpoint.Load(files.Folder);
        Assert.Equal(32, checkpoint.EncodeIds(new string('x', 32)).Length);
        var message = Assert.Throws<WorkbookException>(() => checkpoint.EncodeIds(new string('x', 33))).Message;
        Assert.Contains("33 tokens", message);
        Assert.Contains("at most 32", message);
        Assert.Throws<WorkbookException>(() => checkpoint.EncodeIds(""));
    }

    [Fact]
    public void A_checkpoint_outlives_the_scope_it_was_loaded_in()
    {
        using var files = new RandomCheckpoint();
        Checkpoint checkpoint;
        using (NewDisposeScope()) checkpoint = Checkpoint.Load(files.Folder);
        using var ids = tensor(new long[] { 1, 2, 3 }).unsqueeze(0);
        using var logits = checkpoint.Model.forward(ids);
        Assert.Equal([1, 3, 260], logits.shape);
        checkpoint.Dispose();
    }

    [Fact]
    public void Loading_leaves_the_callers_random_numbers_as_they_were()
    {
        using var scope = NewDisposeScope();
        using var files = new RandomCheckpoint();
        manual_seed(8);
        var expected = rand(3);
        manual_seed(8);
        Checkpoint.Load(files.Folder).Dispose();
        Assert.True(rand(3).equal(expected).all().item<bool>());
    }

    [Fact]
    public void An_id_is_looked_up_where_the_variable_says()
    {
        using var files = new RandomCheckpoint();
        var before = Environment.GetEnvironmentVariable(CheckpointFolder.DataVariable);
        Environment.SetEnvironmentVariable(CheckpointFolder.DataVariable, Path.GetDirectoryName(files.Folder));
        try
        {
            Assert.Equal(files.Folder, CheckpointFolder.Find(Path.GetFileName(files.Folder)).Folder);
        }
        finally
        {
            Environment.SetEnvironmentVariable(CheckpointFolder.DataVariable, before);
        }
    }

    [Fact]
    public void The_embedded_checkpoint_loads_by_its_id_and_reads_what_it_writes()
    {
        using var checkpoint = Checkpoint.Load();
        Assert.Equal("nano", checkpoint.Id);
        Assert.Equal(Path.Combine(Reference.Root, "data", "nano"), checkpoint.Folder);
        const string text = "Thea works as a painter. What is the job of Thea?";
        Assert.Equal(text, checkpoint.Tokenizer.Decode(checkpoint.EncodeIds(text)));
        Assert.Equal(checkpoint.Config.Layers, AttentionTrace.Run(checkpoint.Model, checkpoint.EncodeIds(text)).Count());
    }

    private static string MessageFor(RandomCheckpoint files) => Assert.Throws<WorkbookException>(() => Checkpoint.Load(files.Folder)).Message;

    [Fact]
    public void A_head_of_its_own_is_read_when_the_configuration_says_so_and_missed_by_name()
    {
        using var scope = NewDisposeScope();
        using var files = new RandomCheckpoint();
        System.IO.File.WriteAllText(files.File("config.json"), (RandomCheckpoint.Config with { TiedHead = false }).ToJson());
        Assert.Contains("lm_head.weight is missing", Assert.Throws<WorkbookException>(() => Checkpoint.Load(files.Folder)).Message);
        files.Tensors["lm_head.weight"] = rand(260, 16);
        files.Tensors["transformer.h.0.attn.bias"] = ones(1, 1, 32, 32);
        files.Tensors["transformer.h.1.attn.masked_bias"] = tensor(-1e4f);
        files.Save();
        using var checkpoint = Checkpoint.Load(files.Folder);
        Assert.True(checkpoint.Model.HeadWeight.equal(files.Tensors["lm_head.weight"]).all().item<bool>());
        Assert.False(checkpoint.Model.TokenEmbedding.equal(checkpoint.Model.HeadWeight).all().item<bool>());
    }
}
