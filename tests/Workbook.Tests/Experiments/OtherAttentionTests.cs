using TorchSharp;
using Workbook.Experiments;
using Workbook.Experiments.Rows;
using Workbook.Gpt2;
using Workbook.Normalizers;
using Workbook.Tests.Gpt2;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Experiments;

/// <summary>A model that was trained with another attention than softmax's is measured by its own weights, or refused in a sentence, never read as softmax's.</summary>
public class OtherAttentionTests
{
    private static readonly ExperimentOptions Options = ModelRun.Options with { Lengths = [8, 16], Cancellation = TestContext.Current.CancellationToken };

    private static readonly ExperimentText Text = ModelRun.Text();

    [Fact]
    public void Every_experiment_but_sensitivity_reads_weights_that_sum_to_one()
    {
        using var model = NewModel("sparsemax");
        Assert.Equal(
            ["critical-n", "dilution", "distance", "head-atlas", "selection-cost", "separability"],
            ExperimentNeeds.Fed(new ModelTrace(model, Text.Ids), Options, model: true).Select(e => e.Name));
        var error = Assert.Throws<WorkbookException>(() => Run(new ModelSensitivity(), model));
        Assert.Equal(
            "The experiment sensitivity needs softmax's weights, and this model's are those of sparsemax; it can feed critical-n, dilution, distance, head-atlas, selection-cost, separability.",
            error.Message);
    }

    [Theory, InlineData("differential"), InlineData("sigmoid"), InlineData("softpick")]
    public void Weights_of_another_sum_feed_no_experiment(string name)
    {
        using var model = NewModel(name);
        Assert.All(ExperimentCatalogue.All, experiment => Assert.Equal(
            $"The experiment {experiment.Name} needs weights that are at least 0 and sum to 1, which the model's {name} does not give; no experiment can read it.",
            Assert.Throws<WorkbookException>(() => Run(experiment, model)).Message));
    }

    [Theory, InlineData(null), InlineData("softmax"), InlineData("dot-product")]
    public void Softmax_by_any_name_feeds_all(string? name)
    {
        using var model = NewModel(name);
        Assert.Equal(ExperimentCatalogue.All, ExperimentNeeds.Fed(new ModelTrace(model, Text.Ids), Options, model: true));
        using var warm = NewModel("softmax:temperature=2");
        Assert.DoesNotContain(ExperimentNeeds.Fed(new ModelTrace(warm, Text.Ids), Options, model: true), e => e is ModelSensitivity);
    }

    [Fact]
    public void Dilution_reads_the_models_own_weights()
    {
        using var model = NewModel("sparsemax");
        var rows = Run(new ModelDilution(), model).RowsOf<HeadDilutionRow>();
        foreach (var trace in new ModelTrace(model, [.. Text.Ids.Take(16)]).Read())
        {
            var logits = trace.RowLogits(13)[1];
            Assert.Equal(Workbook.Tests.Normalizers.Subjects.Weights(new Sparsemax(), logits).Max(), rows.Single(r => r.Layer == trace.Layer && r is { Head: 1, Position: 13 }).MaxWeight, 1e-5);
        }
    }

    [Fact]
    public void Selection_cost_cuts_the_models_own_weights_and_puts_nothing_in_softmaxs_place()
    {
        using var model = NewModel("sparsemax");
        var result = Run(new ModelSelectionCost(), model);
        Assert.Empty(result.RowsOf<NormalizerSwapRow>());
        Assert.NotEmpty(result.RowsOf<SelectionCostRow>());
        Assert.Contains(result.Notes, note => note.Contains("another normalizer than softmax", StringComparison.Ordinal));
        Assert.DoesNotContain(result.Notes, note => note.Contains("was trained with softmax", StringComparison.Ordinal));
    }

    [Fact]
    public void A_trace_file_keeps_the_weights_and_says_what_made_them()
    {
        using var folder = new TemporaryFolder();
        using var model = NewModel("sparsemax");
        var path = folder.File("sparse.safetensors");
        TraceWriter.Write(path, new ModelTrace(model, [.. Text.Ids.Take(16)]), TraceParts.Values, TestContext.Current.CancellationToken);
        using var file = TraceFile.Open(path);
        Assert.Equal("sparsemax", Assert.IsType<DotProductAttention>(file.Attention).Normalizer.Name);
        Assert.DoesNotContain(ExperimentNeeds.Fed(file, Options, model: false), e => e is ModelSensitivity);
        using var scope = NewDisposeScope();
        var own = new ModelTrace(model, [.. Text.Ids.Take(16)]).Read().Select(t => t.Weights.alias()).First();
        Assert.True(own.allclose(file.Read().Select(t => t.Weights.alias()).First(), atol: 1e-6));
    }

    private static ExperimentResult Run(IExperiment experiment, Gpt2Model model) =>
        new ExperimentRun(experiment, Options, new("random", "0", "cpu"), model).Run([Text], text => new ModelTrace(model, text.Ids), model.Config.Layers);

    private static Gpt2Model NewModel(string? normalizer)
    {
        manual_seed(7);
        var model = new Gpt2Model(ModelRun.Config with { ContextLength = 64, Normalizer = normalizer });
        model.eval();
        return model;
    }
}
