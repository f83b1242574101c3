using TorchSharp;
using Workbook.Experiments;
using Workbook.Gpt2;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Experiments;

/// <summary>Gradients through the model, layer by layer, against finite differences of its loss in float64.</summary>
public class LossGradientsTests
{
    private static readonly ExperimentText Text = ExperimentText.OfIds("text", EditedForward.Ids);

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(20)]
    public void A_heads_gradient_is_that_of_finite_differences(double temperature)
    {
        using var scope = NewDisposeScope();
        using var model = EditedForward.Model();
        model.to(ScalarType.Float64);
        var (loss, heads) = LossGradients.At(model, Text, EditedForward.Ids.Length, temperature);
        Assert.Equal(Loss(model, temperature, null), loss.Loss, 1e-9);
        Assert.Equal(model.Config.Layers * model.Config.Heads, heads.Count);
        foreach (var (layer, head) in new[] { (0, 3), (1, 1) })
        {
            var (squares, most) = (0.0, 0.0);
            for (var query = 0; query < EditedForward.Ids.Length; query++)
            {
                for (var key = 0; key <= query; key++)
                {
                    const double step = 1e-5;
                    var slope = (Loss(model, temperature, (layer, head, query, key, step)) - Loss(model, temperature, (layer, head, query, key, -step))) / (2 * step);
                    squares += slope * slope;
                    most = Math.Max(most, Math.Abs(slope));
                }
            }

            var row = heads.Single(h => h.Layer == layer && h.Head == head);
            Assert.Equal(Math.Sqrt(squares), row.GradientNorm, 1e-8 + 1e-5 * row.GradientNorm);
            Assert.Equal(most, row.GradientMax, 1e-8 + 1e-5 * row.GradientMax);
        }

        Assert.All(model.parameters(), p => Assert.Null(p.grad));
    }

    [Fact]
    public void The_loss_at_a_temperature_is_the_models_with_that_edit()
    {
        using var model = EditedForward.Model();
        foreach (var temperature in new[] { 0.3, 1, 4 })
        {
            var expected = EditedForward.Cost(model, AttentionEdit.Temperature(temperature)).Loss.Average();
            Assert.Equal(expected, LossGradients.Loss(model, Text, EditedForward.Ids.Length, temperature), 1e-5);
        }
    }

    [Fact]
    public void The_length_is_limited_by_one_layers_logits_not_by_all()
    {
        int[] lengths = [256, 512, 1024];
        Assert.Equal(1024, LossGradients.Length(new Gpt2Config { Layers = 12, Heads = 12, Width = 768 }, lengths));
        Assert.Equal(512, LossGradients.Length(new Gpt2Config { Layers = 12, Heads = 64, Width = 768 }, lengths));
    }

    private static double Loss(Gpt2Model model, double temperature, (int Layer, int Head, int Query, int Key, double Step)? nudge)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var edit = AttentionEdit.Temperature(temperature);
        if (nudge is { } n)
        {
            edit = edit.And(AttentionEdit.Logits((layer, logits) =>
            {
                if (layer != n.Layer) return logits;
                var changed = logits.clone();
                changed[0, n.Head, n.Query, n.Key] += n.Step;
                return changed;
            }));
        }

        var targets = tensor(EditedForward.Ids.Skip(1).Select(id => (long)id).ToArray());
        var logits = model.forward(EditedForward.Input, edit).squeeze(0).narrow(0, 0, targets.shape[0]);
        return nn.functional.cross_entropy(logits, targets).item<double>();
    }
}
