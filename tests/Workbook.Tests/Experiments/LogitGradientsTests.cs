using TorchSharp;
using Workbook.Experiments;
using Workbook.Gpt2;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Experiments;

/// <summary>Gradients through the model against finite differences of its loss in float64, and the search for the best temperature.</summary>
public class LogitGradientsTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(20)]
    public void Every_row_of_the_gradient_is_that_of_finite_differences(double temperature)
    {
        using var scope = NewDisposeScope();
        using var model = EditedForward.Model();
        model.to(ScalarType.Float64);
        var (rows, loss) = LogitGradients.Of(model, EditedForward.Ids, temperature, TestContext.Current.CancellationToken);
        Assert.Equal(Loss(model, temperature, null) / (EditedForward.Ids.Length - 1), loss, 1e-9);
        foreach (var (layer, head, query) in new[] { (0, 0, 3), (0, 3, 15), (1, 2, 9), (1, 1, 1) })
        {
            var squares = 0.0;
            for (var key = 0; key < EditedForward.Ids.Length; key++)
            {
                const double step = 1e-5;
                var slope = (Loss(model, temperature, (layer, head, query, key, step)) - Loss(model, temperature, (layer, head, query, key, -step))) / (2 * step);
                squares += slope * slope;
            }

            Assert.Equal(Math.Sqrt(squares), rows[layer][head][query], 1e-6 + 1e-5 * Math.Sqrt(squares));
        }

        // One token: its weight is 1 whatever its logit.
        Assert.All(rows, heads => Assert.All(heads, lengths => Assert.Equal(0, lengths[0], 1e-12)));
        Assert.All(model.parameters(), p => Assert.Null(p.grad));
    }

    [Fact]
    public void A_summary_counts_all_rows_but_the_first()
    {
        double[][][] rows = [[[0, 3, 4, 12]]];
        var summary = LogitGradients.Summaries("text", 2, rows).Single();
        Assert.Equal(new LogitGradientRow("text", 0, 0, 2, 13 / Math.Sqrt(3), 4, 12, 3), summary);
    }

    [Fact]
    public void The_loss_at_a_temperature_is_the_models_with_that_edit()
    {
        using var model = EditedForward.Model();
        foreach (var temperature in new[] { 0.3, 1, 4 })
        {
            var expected = EditedForward.Cost(model, AttentionEdit.Temperature(temperature)).Loss.Average();
            Assert.Equal(expected, TemperatureLoss.At(model, EditedForward.Ids, temperature, TestContext.Current.CancellationToken), 1e-5);
        }
    }

    [Fact]
    public void The_least_loss_is_found_between_two_temperatures_of_the_grid()
    {
        double[] grid = [0.1, 0.3, 1, 3, 10];
        static double Bowl(double t) => Math.Pow(Math.Log(t / 1.6), 2) + 2;
        var (temperature, loss, atEdge) = TemperatureLoss.Least(Bowl, [.. grid.Select(t => (t, Bowl(t)))]);
        Assert.Equal(Math.Log(1.6), Math.Log(temperature), 0.01);
        Assert.Equal(2, loss, 1e-4);
        Assert.False(atEdge);
        Assert.True(TemperatureLoss.Least(t => t, [.. grid.Select(t => (t, t))]).AtEdge);
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
        return nn.functional.cross_entropy(logits, targets, reduction: nn.Reduction.Sum).item<double>();
    }
}
