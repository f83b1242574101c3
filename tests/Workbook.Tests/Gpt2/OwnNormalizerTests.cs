using Workbook.Gpt2;
using Workbook.Normalizers;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Gpt2;

/// <summary>A model that was trained with another normalizer than softmax uses it on every path.</summary>
public class OwnNormalizerTests
{
    private static readonly int[] Ids = [5, 250, 256, 17, 99, 5, 1, 0, 40, 7];

    private static Tensor Input => tensor(Ids.Select(id => (long)id).ToArray()).unsqueeze(0);

    private static Gpt2Model NewModel(string? normalizer)
    {
        manual_seed(3);
        return new Gpt2Model(RandomCheckpoint.Config with { Normalizer = normalizer });
    }

    [Fact]
    public void Logits_are_those_of_an_edit_and_another_edit_comes_on_top()
    {
        using var scope = NewDisposeScope();
        using var plain = NewModel(null);
        using var own = NewModel("entmax:alpha=1.3");
        var edit = AttentionEdit.Normalize(new Entmax(1.3));
        Assert.True(own.forward(Input).allclose(plain.forward(Input, edit), atol: 1e-5));
        Assert.False(own.forward(Input).allclose(plain.forward(Input), atol: 1e-4));
        var cold = AttentionEdit.Temperature(0.3);
        Assert.True(own.forward(Input, cold).allclose(plain.forward(Input, edit.And(cold)), atol: 1e-5));
        var sharp = AttentionEdit.Normalize(new Workbook.Normalizers.Sparsemax(), layers: [0]);
        Assert.True(own.forward(Input, sharp).allclose(plain.forward(Input, edit.And(sharp)), atol: 1e-5));
    }

    [Fact]
    public void Continuing_from_a_cache_and_traces_of_chosen_rows_use_it_too()
    {
        using var scope = NewDisposeScope();
        using var own = NewModel("sparsemax");
        using var cache = new KeyValueCache(own, 1, Ids.Length);
        var parts = cat([own.Continue(Input[.., ..4], cache), own.Continue(Input[.., 4..5], cache), own.Continue(Input[.., 5..], cache)], 1);
        Assert.True(parts.allclose(own.forward(Input), atol: 1e-5));

        var attention = own.Blocks[0].Attention;
        var inputs = attention.Project(own.Blocks[0].AttentionInput(own.Embed(Input)));
        var (_, weights) = attention.Weigh(inputs);
        Assert.True((weights == 0).tril().sum().item<long>() > 0);
        var (_, chosen) = attention.WeighAt(inputs, tensor(new long[] { 8, 2 }));
        foreach (var layer in AttentionTrace.Run(own, Ids, new(Layers: [0], Keep: TraceParts.Weights)))
            Assert.True(layer.Weights.allclose(weights.squeeze(0), atol: 1e-6));
        Assert.True(chosen.allclose(weights[.., .., TensorIndex.Tensor(tensor(new long[] { 8, 2 }))], atol: 1e-6));
        Assert.True(attention.Mix(inputs, ScalarType.Float32).allclose(weights.matmul(inputs.Values), atol: 1e-6));
    }

    [Fact]
    public void The_configuration_keeps_it_and_refuses_one_that_does_not_exist()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "config.json");
        File.WriteAllText(file, new Gpt2Config { Normalizer = "softpick" }.ToJson());
        Assert.Equal("softpick", Gpt2Config.Read(file).Normalizer);
        Assert.DoesNotContain("normalizer", new Gpt2Config().ToJson(), StringComparison.Ordinal);
        foreach (var (text, reason) in new[] { ("softpik", "near it are softpick"), ("entmax:alpha=0.5", "The alpha must be finite and at least 1.") })
        {
            File.WriteAllText(file, new Gpt2Config { Normalizer = text }.ToJson());
            Assert.Contains($"normalizer is \"{text}\": ", Assert.Throws<WorkbookException>(() => Gpt2Config.Read(file)).Message, StringComparison.Ordinal);
            Assert.Contains(reason, Assert.Throws<WorkbookException>(() => Gpt2Config.Read(file)).Message, StringComparison.Ordinal);
        }
    }
}
