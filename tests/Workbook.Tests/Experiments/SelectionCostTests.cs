using TorchSharp;
using Workbook.Bounds;
using Workbook.Experiments;
using Workbook.Experiments.Rows;
using Workbook.Gpt2;
using Workbook.Normalizers;
using Workbook.Selection;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Experiments;

/// <summary>The cost of keeping only the top N, against the whole model run again and against the selection mathematics row by row.</summary>
public class SelectionCostTests
{
    private const double Close = 2e-5;
    private static readonly int[] Sizes = [1, 2, 5, 14, 15, 400];

    [Fact]
    public void Each_head_costs_what_the_whole_model_run_again_with_that_head_changed_costs()
    {
        using var model = EditedForward.Model();
        foreach (var layer in Enumerable.Range(0, model.Config.Layers))
        {
            var rows = OfLayer(model, layer);
            // At L = 16 a next token is known for 15 positions: N = 14 changes one of them, N = 15 none.
            Assert.Equal(model.Config.Heads * 2 * 4, rows.Count);
            foreach (var row in rows)
            {
                var normalizer = row.Renormalized ? (INormalizer)new TopKSoftmax(row.N) : new EditedForward.Deleting(row.N);
                Check(row, EditedForward.Cost(model, AttentionEdit.Normalize(normalizer, [row.Layer], [row.Head])), EditedForward.Cost(model, null));
            }

            Assert.Contains(rows, row => row.Divergence > 1e-3);
        }
    }

    [Fact]
    public void All_heads_at_once_cost_what_the_whole_model_run_again_costs()
    {
        using var model = EditedForward.Model();
        using var replay = Replay(model, 0);
        using var cost = Own(model, replay);
        var rows = SelectionCost.OfModel("text", model, EditedForward.Ids, cost, Sizes, TestContext.Current.CancellationToken);
        Assert.Equal(8, rows.Count);
        foreach (var row in rows)
        {
            var normalizer = row.Renormalized ? (INormalizer)new TopKSoftmax(row.N) : new EditedForward.Deleting(row.N);
            Check(row, EditedForward.Cost(model, AttentionEdit.Normalize(normalizer)), EditedForward.Cost(model, null));
        }
    }

    [Fact]
    public void Distances_mass_entropy_and_error_are_the_means_over_the_rows_that_change()
    {
        using var model = EditedForward.Model();
        using var replay = Replay(model, 1);
        var length = EditedForward.Ids.Length;
        foreach (var row in OfLayer(model, 1))
        {
            var values = new VectorSet(length, 4, replay.Values[row.Head].to_type(ScalarType.Float64).contiguous().data<double>().ToArray());
            var slow = Enumerable.Range(row.N, length - 1 - row.N).Select(t =>
            {
                var weights = replay.Weights[row.Head][t].narrow(0, 0, t + 1).to_type(ScalarType.Float64).data<double>().ToArray();
                var seen = new VectorSet(t + 1, 4, values.Values[..((t + 1) * 4)].ToArray());
                var error = TruncationError.TopN(weights, seen, row.N);
                return (D: CumulativeDistance.AllN(weights, seen)[row.N], R: ResultantDistance.AllN(weights, seen)[row.N], A: SelectedMass.AllN(weights)[row.N],
                    H: EntropyBounds.Entropy(weights), E: row.Renormalized ? error.Renormalizing : error.Deleting);
            }).ToArray();
            Assert.Equal(slow.Length, row.Count);
            Assert.Equal(slow.Average(s => s.D), row.CumulativeDistance, 1e-4);
            Assert.Equal(slow.Average(s => s.R), row.ResultantDistance, 1e-5);
            Assert.Equal(slow.Average(s => s.A), row.SelectedMass, 1e-6);
            Assert.Equal(slow.Average(s => s.H), row.Entropy, 1e-5);
            Assert.Equal(slow.Average(s => s.E), row.OutputError, 1e-5);
        }
    }

    [Fact]
    public void A_head_with_its_own_weights_costs_nothing()
    {
        using var scope = NewDisposeScope();
        using var model = EditedForward.Model();
        using var replay = Replay(model, 0);
        using var cost = Own(model, replay);
        using var same = replay.With([2], replay.Weights[2].unsqueeze(0));
        Assert.All(cost.Of(same)[0].Divergence, kl => Assert.Equal(0, kl, 1e-6));
        Assert.Equal(cost.Loss, cost.Of(same)[0].Loss);
    }

    [Fact]
    public void Sizes_below_one_and_weights_of_the_wrong_shape_are_refused()
    {
        using var scope = NewDisposeScope();
        using var model = EditedForward.Model();
        using var replay = Replay(model, 0);
        using var cost = Own(model, replay);
        Assert.Throws<ArgumentOutOfRangeException>(() => SelectionCost.OfLayer("text", replay, cost, [0], cancellation: TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => replay.With([0, 1], replay.Weights[0].unsqueeze(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LayerReplay(model, 2, EditedForward.Before(model, 0)));
    }

    private static IReadOnlyList<SelectionCostRow> OfLayer(Gpt2Model model, int layer)
    {
        using var replay = Replay(model, layer);
        using var cost = Own(model, replay);
        return SelectionCost.OfLayer("text", replay, cost, Sizes, cancellation: TestContext.Current.CancellationToken);
    }

    private static void Check(SelectionCostRow row, (double[] Loss, double[] Divergence) changed, (double[] Loss, double[] Divergence) own)
    {
        var from = row.N;
        Assert.Equal(own.Loss.Length - from, row.Count);
        Assert.Equal(own.Loss.Skip(from).Average(), row.Loss, Close);
        Assert.Equal(changed.Loss.Skip(from).Average() - own.Loss.Skip(from).Average(), row.LossIncrease, Close);
        Assert.Equal(changed.Divergence.Skip(from).Average(), row.Divergence, Close);
    }

    private static LayerReplay Replay(Gpt2Model model, int layer)
    {
        using var before = EditedForward.Before(model, layer);
        return new(model, layer, before);
    }

    private static NextTokenCost Own(Gpt2Model model, LayerReplay replay)
    {
        using var stream = replay.Unchanged();
        return new(model, EditedForward.Ids, stream);
    }
}
