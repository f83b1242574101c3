using System.Text.Json;
using Workbook.Gpt2;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Gpt2;

/// <summary>
/// The model against a second independent GPT-2 (tests/parity/gpt2_formula.py, float64): GPT-2 small's own shape, and every switch of the
/// configuration in a small one.
/// </summary>
public class FormulaParityTests
{
    private const double LogitTolerance = 1e-4;
    private const double WeightTolerance = 1e-5;

    public static TheoryData<string> Cases()
    {
        using var reader = SafetensorsReader.Open(Reference.Formula);
        using var cases = JsonDocument.Parse(reader.Metadata["cases"]);
        return [.. cases.RootElement.EnumerateObject().Select(c => c.Name)];
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_layer_equals_the_independent_implementation(string name)
    {
        using var scope = NewDisposeScope();
        using var reader = SafetensorsReader.Open(Reference.Formula);
        var expected = Case.Read(reader, name);
        using var model = FormulaWeights.Model(expected.Config);
        var ids = FormulaWeights.Ids(expected.Length, expected.Config.VocabularySize);
        var layers = 0;
        Tensor? output = null;
        foreach (var layer in AttentionTrace.Run(model, ids))
        {
            layers++;
            var rows = tensor(expected.Rows);
            Assert.InRange(Gap(layer.Logits.tril().index_select(1, rows), reader.Read($"{name}/layer.{layer.Layer}.logits")), 0, LogitTolerance);
            Assert.InRange(Gap(layer.Weights.index_select(1, rows), reader.Read($"{name}/layer.{layer.Layer}.weights")), 0, WeightTolerance);
            if (layers == expected.Config.Layers) output = model.Head(layer.Output.unsqueeze(0));
        }
        Assert.Equal(expected.Config.Layers, layers);

        // Weights alone are made another way: head by head, in bands.
        foreach (var layer in AttentionTrace.Run(model, ids, new(Keep: TraceParts.Weights)))
            Assert.InRange(Gap(layer.Weights.index_select(1, tensor(expected.Rows)), reader.Read($"{name}/layer.{layer.Layer}.weights")), 0, WeightTolerance);

        // The fused kernel and the trace must both lead to the reference's logits.
        var next = reader.Read($"{name}/next_token_logits");
        Assert.InRange(Gap(expected.Sampled(output!), next), 0, LogitTolerance);
        using var noGrad = no_grad();
        Assert.InRange(Gap(expected.Sampled(model.forward(tensor(ids.Select(id => (long)id).ToArray()).unsqueeze(0))), next), 0, LogitTolerance);
    }

    [Fact]
    public void Every_switch_changes_the_figures()
    {
        // A switch that the model ignored would agree with the plain case and fail above only if this holds.
        using var scope = NewDisposeScope();
        using var reader = SafetensorsReader.Open(Reference.Formula);
        var plain = reader.Read("plain/next_token_logits");
        foreach (var name in Cases().Select(c => c.Data).Where(c => c is not ("plain" or "gpt2-small")))
            Assert.True(Gap(reader.Read($"{name}/next_token_logits"), plain) > 1.2 * LogitTolerance, name);
    }

    private static double Gap(Tensor ours, Tensor expected)
    {
        Assert.Equal(expected.shape, ours.shape);
        return (ours - expected).abs().max().item<float>();
    }

    private sealed record Case(Gpt2Config Config, int Length, long[] Rows, long Step)
    {
        public static Case Read(SafetensorsReader reader, string name)
        {
            using var cases = JsonDocument.Parse(reader.Metadata["cases"]);
            var one = cases.RootElement.GetProperty(name);
            return new(
                one.GetProperty("config").Deserialize<Gpt2Config>()!,
                one.GetProperty("length").GetInt32(),
                one.GetProperty("rows").Deserialize<long[]>()!,
                one.GetProperty("step").GetInt64());
        }

        public Tensor Sampled(Tensor logits) => logits.squeeze(0).index_select(0, tensor(Rows)).index_select(1, arange(0, Config.VocabularySize, Step, ScalarType.Int64));
    }
}
