using TorchSharp;
using Workbook.Experiments;
using Workbook.Gpt2;
using Workbook.Normalizers;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Experiments;

/// <summary>Other normalizers in place of softmax, against the whole model run again; temperatures against closed forms.</summary>
public class NormalizerSwapTests
{
    private static readonly INormalizer[] Some = [new Softmax(), new Sparsemax(), new Entmax(1.5), new Sigmoid(), new StickBreaking(), new TopKSoftmax(2)];

    [Fact]
    public void Each_head_costs_what_the_whole_model_run_again_costs_at_the_temperature_that_was_found()
    {
        using var model = EditedForward.Model();
        var own = EditedForward.Cost(model, null).Loss.Average();
        foreach (var layer in Enumerable.Range(0, model.Config.Layers))
        {
            using var before = EditedForward.Before(model, layer);
            using var replay = new LayerReplay(model, layer, before);
            using var cost = Own(model, replay);
            var rows = NormalizerSwap.OfLayer("text", replay, cost, Some, TestContext.Current.CancellationToken);
            Assert.Equal(Some.Length * 2 * model.Config.Heads, rows.Count);
            foreach (var row in rows.Where(r => !double.IsNaN(r.Temperature)))
            {
                var edit = AttentionEdit.Normalize(Some.Single(n => n.Name == row.Normalizer), [row.Layer], [row.Head]).And(AttentionEdit.Temperature(row.Temperature, [row.Layer], [row.Head]));
                var (loss, divergence) = EditedForward.Cost(model, edit);
                Assert.Equal(own, row.Loss, 2e-5);
                Assert.Equal(loss.Average() - own, row.LossIncrease, 5e-5);
                Assert.Equal(divergence.Average(), row.Divergence, 5e-5);
                if (row.MatchedEntropy) Assert.Equal(row.OwnEntropy, row.Entropy, 2e-3);
                using var own1 = MatchedTemperature.Entropies(Some.Single(n => n.Name == row.Normalizer).Weights(replay.Logits[row.Head] / row.Temperature));
                Assert.Equal(own1.data<float>().ToArray().Average(), row.Entropy, 1e-3);
            }

            Assert.All(rows.Where(r => r.Normalizer == "softmax"), r => Assert.True(r.Divergence < 1e-5 && Math.Abs(r.Temperature - 1) < 1e-3));
            Assert.True(rows.Where(r => r.Normalizer is "softmax" or "entmax").Count(r => r.MatchedHeads == 1) >= 6);
            Assert.Contains(rows, r => r.Divergence > 1e-3);
        }
    }

    [Fact]
    public void All_heads_cost_what_the_whole_model_run_again_costs_and_softmax_costs_nothing()
    {
        using var model = EditedForward.Model();
        using var before = EditedForward.Before(model, 0);
        using var replay = new LayerReplay(model, 0, before);
        using var cost = Own(model, replay);
        var rows = NormalizerSwap.OfModel("text", model, EditedForward.Ids, cost, Some, TestContext.Current.CancellationToken);
        Assert.Equal(Some.Length * 2, rows.Count);
        foreach (var row in rows.Where(r => !r.MatchedEntropy))
        {
            var (loss, divergence) = EditedForward.Cost(model, AttentionEdit.Normalize(Some.Single(n => n.Name == row.Normalizer)));
            Assert.Equal(loss.Average() - row.Loss, row.LossIncrease, 5e-5);
            Assert.Equal(divergence.Average(), row.Divergence, 5e-5);
        }

        var softmax = rows.Single(r => r is { Normalizer: "softmax", MatchedEntropy: true });
        Assert.Equal(1, softmax.Temperature, 1e-3);
        Assert.Equal(model.Config.Layers * model.Config.Heads, softmax.MatchedHeads);
        Assert.Equal(0, softmax.Divergence, 1e-5);
    }

    [Fact]
    public void A_temperature_solves_the_closed_form_of_two_tokens()
    {
        using var scope = NewDisposeScope();
        // Two tokens with gap g: softmax has the entropy of a coin of probability p exactly at T = g/ln(p/(1−p)).
        const double gap = 1.7, p = 0.8;
        var entropy = -p * Math.Log(p) - (1 - p) * Math.Log(1 - p);
        var logits = tensor(new[] { gap, 0.0 }).view(1, 1, 2);
        Assert.Equal(gap / Math.Log(p / (1 - p)), MatchedTemperature.Find(new Softmax(), logits, [entropy])[0], 1e-6);
        // sparsemax of two tokens: p = (1 + g/T)/2.
        Assert.Equal(gap / (2 * p - 1), MatchedTemperature.Find(new Sparsemax(), logits, [entropy])[0], 1e-6);
    }

    [Fact]
    public void A_head_whose_entropy_cannot_be_reached_has_no_temperature()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new[] { 3.0, 2.5, 1.0, 0.0, -1.0, 3.0, 2.5, 1.0, 0.0, -1.0 }).view(2, 1, 5);
        // Two tokens hold at most ln 2 nats; the second head asks for less, which can be had.
        var found = MatchedTemperature.Find(new TopKSoftmax(2), logits, [Math.Log(4), 0.5]);
        Assert.True(double.IsNaN(found[0]));
        Assert.InRange(found[1], 1e-3, 1e3);
    }

    [Fact]
    public void A_jump_of_the_entropy_across_what_is_wanted_is_no_match()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new[] { 3.0, 2.5, 1.0, 0.0 }).view(1, 1, 4);
        Assert.True(double.IsNaN(MatchedTemperature.Find(new Jump(), logits, [0.7])[0]));
        Assert.InRange(MatchedTemperature.Find(new Softmax(), logits, [0.7])[0], 1e-3, 1e3);
    }

    [Fact]
    public void Entropy_is_that_of_the_shares_and_zero_where_there_is_no_weight()
    {
        using var scope = NewDisposeScope();
        var rows = tensor(new[] { 0.5, 0.5, 0.0, 2.0, 2.0, 4.0, 0.0, 0.0, 0.0, 0.25, -0.25, 0.0 }).view(4, 3);
        var expected = new[] { Math.Log(2), 1.5 * Math.Log(2), 0, Math.Log(2) };
        Assert.Equal(expected, MatchedTemperature.Entropies(rows).data<double>().ToArray(), (x, y) => Math.Abs(x - y) < 1e-12);
    }

    /// <summary>One token while the top logit is large, else all alike: nothing between 0 and ln L nats.</summary>
    private sealed class Jump : INormalizer
    {
        public string Name => "jump";

        public NormalizerProperties Properties => new() { SumsToOne = true, Reference = "this test" };

        public Tensor Weights(Tensor logits)
        {
            using var scope = NewDisposeScope();
            var top = logits.amax([-1], keepdim: true);
            var one = logits.eq(top).to_type(logits.dtype);
            return where(top.gt(1), one, ones_like(logits) / logits.shape[^1]).MoveToOuterDisposeScope();
        }

        public Tensor JacobianVectorProduct(Tensor logits, Tensor direction) => throw new NotSupportedException();
    }

    private static NextTokenCost Own(Gpt2Model model, LayerReplay replay)
    {
        using var stream = replay.Unchanged();
        return new(model, EditedForward.Ids, stream);
    }
}
