using TorchSharp;
using Workbook.Experiments;
using Workbook.Gpt2;
using Workbook.Normalizers;
using Workbook.Tests.Normalizers;
using Workbook.Training;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Gpt2;

/// <summary>A model that was trained with an attention variant uses it, and the parameters that it learned, on every path.</summary>
public class OwnVariantTests
{
    private static readonly int[] Ids = [5, 250, 256, 17, 99, 5, 1, 0, 40, 7];

    public static TheoryData<string> Names => [.. NormalizerCatalogue.Variants.Where(v => v is not DotProductAttention).Select(v => v.Name)];

    private static Tensor Input => tensor(Ids.Select(id => (long)id).ToArray()).unsqueeze(0);

    private static Gpt2Config Config(string name) => RandomCheckpoint.Config with { Normalizer = name };

    // Learned parts away from where they start, so that each matters.
    private static Gpt2Model NewModel(string name)
    {
        manual_seed(3);
        var model = new Gpt2Model(Config(name));
        using var quiet = no_grad();
        foreach (var (_, parameter) in Learned(model)) parameter.add_(randn(parameter.shape) * 0.5);
        model.eval();
        return model;
    }

    private static IEnumerable<(string Name, TorchSharp.Modules.Parameter Parameter)> Learned(Gpt2Model model)
    {
        var plain = CheckpointLayout.Parameters(RandomCheckpoint.Config).Select(p => p.Name).ToHashSet();
        return model.named_parameters().Where(p => !plain.Contains(p.name)).Select(p => (p.name, p.parameter));
    }

    [Fact]
    public void The_learned_parameters_are_those_of_the_definitions()
    {
        string[] Of(string name)
        {
            using var model = NewModel(name);
            return [.. Learned(model).Where(p => p.Name.StartsWith("h.1.", StringComparison.Ordinal)).Select(p => $"{p.Name["h.1.attn.".Length..]} {string.Join('x', p.Parameter.shape)}").Order(StringComparer.Ordinal)];
        }

        Assert.Equal(["lambda_k1 2", "lambda_k2 2", "lambda_q1 2", "lambda_q2 2"], Of("differential"));
        Assert.Equal(["gain 1"], Of("qk-norm"));
        Assert.Equal(["c_gate.bias 4", "c_gate.weight 16x4"], Of("forgetting"));
        Assert.Equal(["c_gate.bias 4", "c_gate.weight 16x4"], Of("threshold relative attention"));
        Assert.Equal(["c_gate.bias 16", "c_gate.weight 16x16"], Of("gated"));
        Assert.All(["selective", "linear attention", "softplus reweighted attention", "dot-product"], name => Assert.Empty(Of(name)));
        using var start = new Gpt2Model(Config("qk-norm:trainingLength=16"));
        Assert.Equal(Math.Log2(240), Learned(start).First().Parameter.item<float>(), 1e-5);
    }

    [Theory, MemberData(nameof(Names))]
    public void Traced_weights_and_head_outputs_are_those_of_the_definition_with_the_layers_own_parameters(string name)
    {
        using var scope = NewDisposeScope();
        using var model = NewModel(name);
        var parameters = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        const TraceParts Parts = TraceParts.Queries | TraceParts.Keys | TraceParts.Values | TraceParts.HeadOutputs | TraceParts.Input | TraceParts.Weights;
        foreach (var trace in AttentionTrace.Run(model, Ids, new(Keep: Parts)))
        {
            var block = model.Blocks[trace.Layer];
            var variant = NormalizerCatalogue.FindVariant(name).InLayer(trace.Layer);
            var normed = block.AttentionInput(trace.Input.unsqueeze(0)).squeeze(0).to(ScalarType.Float64);
            Tensor Own(string part) => parameters[$"h.{trace.Layer}.attn.{part}"].to(ScalarType.Float64);
            double Dot(string a, string b) => (Own(a) * Own(b)).sum().item<double>();

            // By hand: a map of the token, or λ, or the gain.
            var map = parameters.ContainsKey($"h.{trace.Layer}.attn.c_gate.weight") ? normed.matmul(Own("c_gate.weight")) + Own("c_gate.bias") : null;
            double[][]? gates = variant switch
            {
                DifferentialAttention => [.. Enumerable.Repeat(new[] { Math.Exp(Dot("lambda_q1", "lambda_k1")) - Math.Exp(Dot("lambda_q2", "lambda_k2")) + 0.8 - 0.6 * Math.Exp(-0.3 * trace.Layer) }, 4)],
                QkNormAttention => [.. Enumerable.Repeat(new[] { Own("gain").item<double>() }, 4)],
                ForgettingAttention or ThresholdRelativeAttention => [.. Enumerable.Range(0, 4).Select(h => map![.., h].clone().data<double>().ToArray())],
                _ => null,
            };
            double[][][] Arrays(Tensor part) => Scene.Arrays(part.to(ScalarType.Float64));
            var expected = tensor(SlowVariants.Weights(variant, Arrays(trace.Queries), Arrays(trace.Keys), gates).SelectMany(h => h.SelectMany(r => r)).ToArray(), 4, Ids.Length, Ids.Length);
            Assert.InRange(Scene.Gap(expected, trace.Weights), 0, 2e-4);

            var mixed = expected.matmul(trace.Values.to(ScalarType.Float64));
            var outputs = variant switch
            {
                GatedAttention => mixed * map!.view(Ids.Length, 4, 4).transpose(0, 1).sigmoid(),
                DifferentialAttention v => mixed / (mixed.square().mean([-1], keepdim: true) + 1e-5).sqrt() * (1 - v.StartLambda),
                _ => mixed,
            };
            Assert.InRange(Scene.Gap(outputs, trace.HeadOutputs), 0, 2e-3);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Cache_traces_and_generation_give_what_one_pass_gives(string name)
    {
        using var scope = NewDisposeScope();
        using var model = NewModel(name);
        var whole = model.forward(Input);
        using var cache = new KeyValueCache(model, 1, Ids.Length);
        var parts = cat([model.Continue(Input[.., ..4], cache), model.Continue(Input[.., 4..5], cache), model.Continue(Input[.., 5..], cache)], 1);
        Assert.True(parts.allclose(whole, atol: 1e-4), $"{Scene.Gap(parts, whole)}");
        Assert.Equal(
            TextGeneration.Continue(model, Ids, 6, new(Temperature: 0, Cached: false), TestContext.Current.CancellationToken),
            TextGeneration.Continue(model, Ids, 6, new(Temperature: 0), TestContext.Current.CancellationToken));

        var attention = model.Blocks[1].Attention;
        var inputs = attention.Project(model.Blocks[1].AttentionInput(model.Blocks[0].forward(model.Embed(Input))));
        var (_, weights) = attention.Weigh(inputs);
        var (_, chosen) = attention.WeighAt(inputs, tensor(new long[] { 8, 2 }));
        Assert.True(chosen.allclose(weights[.., .., TensorIndex.Tensor(tensor(new long[] { 8, 2 }))], atol: 1e-6));
        Assert.True(attention.Mix(inputs, ScalarType.Float32).allclose(attention.Outputs(inputs, weights), atol: 1e-5));
        using var replay = new LayerReplay(model, 0, model.Embed(Input).squeeze(0));
        Assert.True(replay.Weights.allclose(AttentionTrace.Run(model, Ids, new(Layers: [0])).Select(t => t.Weights.alias()).First(), atol: 1e-6));
        Assert.True(model.Head(replay.With([2], replay.Weights[2].unsqueeze(0))).allclose(whole, atol: 1e-4));
        Assert.True(model.Head(replay.Unchanged()).allclose(whole, atol: 1e-4));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_saved_model_loads_with_its_variant_and_gives_the_same_logits(string name)
    {
        using var scope = NewDisposeScope();
        using var saved = new RandomCheckpoint();
        using var model = NewModel(name);
        File.WriteAllText(saved.File("config.json"), Config(name).ToJson());
        SafetensorsWriter.Write(saved.File("model.safetensors"), model.state_dict().Select(p => KeyValuePair.Create("transformer." + p.Key, p.Value)));
        using (var loaded = Checkpoint.Load(saved.Folder))
        {
            Assert.Equal(name, loaded.Config.Normalizer);
            Assert.Equal(0, Scene.Gap(model.forward(Input), loaded.Model.forward(Input)));
        }

        Assert.All(CheckpointCheck.Examine(saved.Folder), finding => Assert.True(finding.Ok, finding.Fact));

        // Without what it learned it does not load, and says what is missing.
        SafetensorsWriter.Write(saved.File("model.safetensors"), saved.Tensors);
        if (Learned(model).FirstOrDefault().Name is { } lacking)
            Assert.Contains($"attn.{lacking.Split('.')[3]}", Assert.Throws<WorkbookException>(() => Checkpoint.Load(saved.Folder)).Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_few_steps_lower_the_loss_and_reach_every_parameter(string name)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        using var model = new Gpt2Model(Config(name) with { InitializerRange = 0.05 });
        var before = model.named_parameters().ToDictionary(p => p.name, p => p.parameter.detach().clone());
        using var optimizer = new AdamW(model.named_parameters(), 0);
        Tensor Loss() => nn.functional.cross_entropy(model.forward(Input[.., ..^1]).squeeze(0), Input[0, 1..]);
        var start = Loss().item<float>();
        for (var step = 1; step <= 12; step++)
        {
            Loss().backward();
            if (step == 2)
                Assert.All(model.named_parameters().Where(p => p.name != "wpe.weight"), p => Assert.True(p.parameter.grad!.abs().max().item<float>() > 0, p.name));
            optimizer.Step(0.01, step, 1);
        }

        Assert.InRange(Loss().item<float>(), 0, 0.8 * start);
        Assert.All(model.named_parameters(), p => Assert.True(Scene.Gap(before[p.name], p.parameter.detach()) > 0, p.name));
    }

    [Fact]
    public void Scales_of_the_configuration_reach_the_variant()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var model = new Gpt2Model(Config("gated") with { ScaleLogitsByLayer = true });
        var attention = model.Blocks[1].Attention;
        var inputs = attention.Project(randn(1, 6, 16));
        var (logits, weights) = attention.Weigh(inputs);
        Assert.InRange(Scene.Gap(inputs.Queries.matmul(inputs.Keys.transpose(-1, -2)) / 4, logits), 0, 1e-5);
        Assert.InRange(Scene.Gap(logits.masked_fill(ones(6, 6).triu(1) == 1, double.NegativeInfinity).softmax(-1), weights), 0, 1e-5);
    }

    [Fact]
    public void Edits_are_refused_and_names_that_do_not_exist_or_fit_are_one_sentence()
    {
        using var scope = NewDisposeScope();
        using var model = NewModel("forgetting");
        Assert.Contains("forgetting attention", Assert.Throws<WorkbookException>(() => model.forward(Input, AttentionEdit.Temperature(2))).Message, StringComparison.Ordinal);
        using var trace = new ModelTrace(model, Ids);
        Assert.Contains("needs logits, which this model has none of", Assert.Throws<WorkbookException>(() => trace.Require(trace.Parts | TraceParts.Logits, "The sensitivity")).Message, StringComparison.Ordinal);
        foreach (var layer in trace.Read())
            Assert.Contains("more than a row of logits", Assert.Throws<WorkbookException>(() => layer.Logits).Message, StringComparison.Ordinal);
        using var folder = new TemporaryFolder();
        foreach (var (text, reason) in new[] { ("forgeting", "near it are forgetting"), ("differential:depth=-1", "The depth must be finite and at least 0."), ("gated:x=1", "gated has no parameter 'x'; it has none") })
        {
            File.WriteAllText(folder.File("config.json"), Config(text).ToJson());
            Assert.Contains(reason, Assert.Throws<WorkbookException>(() => Gpt2Config.Read(folder.File("config.json"))).Message, StringComparison.Ordinal);
        }

        File.WriteAllText(folder.File("config.json"), (Config("differential") with { Width = 12 }).ToJson());
        Assert.Contains("a width of 3 is odd", Assert.Throws<WorkbookException>(() => Gpt2Config.Read(folder.File("config.json"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_name_normalizers_and_variants_alike()
    {
        Assert.Equal("differential:depth=2,epsilon=1E-05", NormalizerCatalogue.Text(NormalizerCatalogue.FindAttention("Differential:depth=2")));
        Assert.Equal("entmax:alpha=1.3,temperature=2", NormalizerCatalogue.Text(NormalizerCatalogue.FindAttention("dot-product:normalizer=entmax:alpha=1.3,temperature=2")));
        Assert.All(NormalizerCatalogue.Variants, v => Assert.Equal(NormalizerCatalogue.Text(v), NormalizerCatalogue.Text(NormalizerCatalogue.FindAttention(NormalizerCatalogue.Text(v)))));
        Assert.All(NormalizerCatalogue.All, n => Assert.Equal(NormalizerCatalogue.Text(n), NormalizerCatalogue.Text(NormalizerCatalogue.FindAttention(n.Name))));
        var names = NormalizerCatalogue.All.Select(n => n.Name).Concat(NormalizerCatalogue.Variants.Select(v => v.Name)).ToArray();
        Assert.Equal(names.Length, names.Distinct().Count());
    }
}
