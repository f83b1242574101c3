using TorchSharp;
using Workbook.Gpt2;
using Workbook.Normalizers;
using Workbook.Training;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Gpt2;

/// <summary>What a normalizer learns is learned by a model that is trained with it, one value a layer and head, and used on every path.</summary>
public class LearnedNormalizerModelTests
{
    private static readonly int[] Ids = [5, 250, 256, 17, 99, 5, 1, 0, 40, 7];

    public static TheoryData<string> Names => [.. NormalizerCatalogue.All.OfType<ILearnedNormalizer>().Select(n => n.Name)];

    private static Tensor Input => tensor(Ids.Select(id => (long)id).ToArray()).unsqueeze(0);

    private static Gpt2Config Config(string name) => RandomCheckpoint.Config with { Normalizer = name };

    // Learned values away from where they start and unlike each other, so that each matters.
    private static Gpt2Model NewModel(string name)
    {
        manual_seed(3);
        var model = new Gpt2Model(Config(name));
        using var quiet = no_grad();
        foreach (var parameter in Learned(model)) parameter.add_(rand(parameter.shape) * 0.3);
        model.eval();
        return model;
    }

    private static IEnumerable<TorchSharp.Modules.Parameter> Learned(Gpt2Model model)
    {
        var plain = CheckpointLayout.Parameters(RandomCheckpoint.Config).Select(p => p.Name).ToHashSet();
        return model.named_parameters().Where(p => !plain.Contains(p.name)).Select(p => p.parameter);
    }

    [Fact]
    public void There_are_some_and_each_has_one_value_a_head_where_learning_starts()
    {
        Assert.Contains("scalable softmax", Names.Select(row => row.Data));
        Assert.Contains("sink softmax", Names.Select(row => row.Data));
        using var model = new Gpt2Model(Config("scalable softmax:scale=0.7"));
        var parameters = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        Assert.Equal([0.7f, 0.7f, 0.7f, 0.7f], parameters["h.1.attn.normalizer_scale"].data<float>().ToArray());
        Assert.Equal([0f, 0f, 0f, 0f], parameters["h.1.attn.normalizer_bias"].data<float>().ToArray());
    }

    [Theory, MemberData(nameof(Names))]
    public void Weights_are_those_of_each_head_with_its_own_values_on_every_path(string name)
    {
        using var scope = NewDisposeScope();
        using var model = NewModel(name);
        var normalizer = (ILearnedNormalizer)NormalizerCatalogue.Find(name);
        var parameters = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        foreach (var layer in AttentionTrace.Run(model, Ids, new(Keep: TraceParts.Weights | TraceParts.Logits)))
        {
            for (var head = 0; head < 4; head++)
            {
                var masked = layer.Logits[head].masked_fill(ones(Ids.Length, Ids.Length, dtype: ScalarType.Bool).triu(1), float.NegativeInfinity);
                var own = normalizer.Learned.Keys.ToDictionary(key => key, key => parameters[$"h.{layer.Layer}.attn.normalizer_{key}"][head].view(1, 1));
                Assert.True(layer.Weights[head].allclose(normalizer.Weights(masked, own), atol: 1e-6), $"layer {layer.Layer}, head {head}");
                Assert.False(layer.Weights[head].allclose(normalizer.Weights(masked), atol: 1e-4), $"layer {layer.Layer}, head {head} has the values where learning starts");
            }
        }

        using var cache = new KeyValueCache(model, 1, Ids.Length);
        var parts = cat([model.Continue(Input[.., ..4], cache), model.Continue(Input[.., 4..5], cache), model.Continue(Input[.., 5..], cache)], 1);
        Assert.True(parts.allclose(model.forward(Input), atol: 1e-5));

        // An edit of one head leaves the others their own values.
        var attention = model.Blocks[0].Attention;
        var inputs = attention.Project(model.Blocks[0].AttentionInput(model.Embed(Input)));
        var (_, before) = attention.Weigh(inputs);
        var (_, after) = attention.Weigh(inputs, AttentionEdit.Normalize(new Sparsemax(), layers: [0], heads: [2]));
        foreach (var head in new[] { 0, 1, 3 })
            Assert.True(after[0, head].allclose(before[0, head], atol: 1e-7));
        Assert.False(after[0, 2].allclose(before[0, 2], atol: 1e-4));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_step_of_learning_reaches_every_value_and_a_checkpoint_keeps_them(string name)
    {
        using var scope = NewDisposeScope();
        using var model = NewModel(name);
        var targets = tensor(Ids.Skip(1).Append(3).Select(id => (long)id).ToArray());
        nn.functional.cross_entropy(model.forward(Input).view(Ids.Length, -1), targets).backward();
        Assert.All(Learned(model), parameter => Assert.All(parameter.grad!.data<float>().ToArray(), g => Assert.True(float.IsFinite(g) && g != 0)));

        using var saved = new RandomCheckpoint();
        File.WriteAllText(saved.File("config.json"), Config(name).ToJson());
        SafetensorsWriter.Write(saved.File("model.safetensors"), model.state_dict().Select(p => KeyValuePair.Create("transformer." + p.Key, p.Value)));
        using var read = Checkpoint.Load(saved.Folder);
        Assert.True(read.Model.forward(Input).allclose(model.forward(Input), atol: 1e-6));
    }
}
