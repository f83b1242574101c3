using System.Text.Json;
using TorchSharp;
using Workbook.Gpt2;
using Workbook.Normalizers;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Gpt2;

/// <summary>The model against an independent GPT-2 (tests/parity/gpt2_reference.py, float64), and our softmax against the real GPT-2's.</summary>
public class ParityTests
{
    private const double LogitTolerance = 1e-4;
    private const double WeightTolerance = 1e-5;

    [Fact]
    public void Every_layer_equals_the_independent_implementation()
    {
        using var scope = NewDisposeScope();
        using var reader = SafetensorsReader.Open(Reference.Parity);
        using var model = Load(reader);
        var ids = reader.Read("ids").data<long>().Select(id => (int)id).ToArray();
        var layers = 0;
        foreach (var layer in AttentionTrace.Run(model, ids))
        {
            Assert.Equal(layers++, layer.Layer);
            Assert.InRange(Gap(layer.Logits, "logits"), 0, LogitTolerance);
            Assert.InRange(Gap(layer.Weights, "weights"), 0, WeightTolerance);
            Assert.InRange(Gap(layer.Values, "values"), 0, LogitTolerance);
            Assert.InRange(Gap(layer.HeadOutputs, "heads"), 0, LogitTolerance);
            Assert.InRange(Gap(layer.Input, "input"), 0, LogitTolerance);
            Assert.InRange(Gap(layer.Output, "output"), 0, LogitTolerance);

            double Gap(Tensor ours, string name) => MaxGap(ours, reader.Read($"layer.{layer.Layer}.{name}"));
        }
        Assert.Equal(model.Config.Layers, layers);
    }

    [Fact]
    public void Next_token_logits_equal_the_independent_implementation()
    {
        using var scope = NewDisposeScope();
        using var reader = SafetensorsReader.Open(Reference.Parity);
        using var model = Load(reader);
        var ids = reader.Read("ids").unsqueeze(0);
        Assert.InRange(MaxGap(model.forward(ids).squeeze(0), reader.Read("next_token_logits")), 0, LogitTolerance);
    }

    [Fact]
    public void The_figures_tell_apart_a_model_with_another_activation_or_epsilon()
    {
        // If a changed formula passed, the figures would prove nothing.
        using var scope = NewDisposeScope();
        using var reader = SafetensorsReader.Open(Reference.Parity);
        var ids = reader.Read("ids").unsqueeze(0);
        var expected = reader.Read("next_token_logits");
        foreach (var change in new Func<Gpt2Config, Gpt2Config>[]
        {
            c => c with { Activation = "gelu" }, c => c with { LayerNormEpsilon = 1e-3 }, c => c with { ScaleLogits = false }, c => c with { ScaleLogitsByLayer = true },
        })
        {
            using var model = Load(reader, change);
            Assert.True(MaxGap(model.forward(ids).squeeze(0), expected) > 2 * LogitTolerance);
        }
    }

    [Fact]
    public void Our_softmax_of_the_real_GPT2s_logits_gives_its_weights()
    {
        using var scope = NewDisposeScope();
        foreach (var prompt in Reference.Gpt2Prompts())
        {
            using var reader = SafetensorsReader.Open(prompt.File);
            for (var layer = 0; layer < 12; layer++)
            {
                var logits = reader.Read($"layer.{layer}.logits");
                var future = ones_like(logits, dtype: ScalarType.Bool).triu(1);
                using var ours = new Softmax().Weights(logits.masked_fill(future, double.NegativeInfinity));
                Assert.InRange(MaxGap(ours, reader.Read($"layer.{layer}.weights")), 0, WeightTolerance);
            }
        }
    }

    private static Gpt2Model Load(SafetensorsReader reader, Func<Gpt2Config, Gpt2Config>? change = null)
    {
        var config = JsonSerializer.Deserialize<Gpt2Config>(reader.Metadata["config"])!;
        var model = new Gpt2Model(change is null ? config : change(config));
        foreach (var (name, parameter) in model.named_parameters()) reader.ReadInto("transformer." + name, parameter);
        model.eval();
        return model;
    }

    private static double MaxGap(Tensor ours, Tensor expected)
    {
        Assert.Equal(expected.shape, ours.shape);
        return (ours - expected).abs().max().item<float>();
    }
}
