using TorchSharp;
using Workbook.Gpt2;
using Workbook.Normalizers;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Gpt2;

public class AttentionTraceTests
{
    private static readonly int[] Ids = [5, 250, 256, 17, 99, 5, 1, 0, 40, 7];

    private static Gpt2Model NewModel()
    {
        manual_seed(3);
        var model = new Gpt2Model(RandomCheckpoint.Config);
        model.eval();
        return model;
    }

    [Fact]
    public void The_last_layer_leads_to_the_models_own_logits()
    {
        using var scope = NewDisposeScope();
        using var model = NewModel();
        Tensor logits = zeros(1);
        foreach (var layer in AttentionTrace.Run(model, Ids)) logits = model.Head(layer.Output.unsqueeze(0));
        using var ids = tensor(Ids.Select(id => (long)id).ToArray()).unsqueeze(0);
        Assert.True(logits.allclose(model.forward(ids), atol: 1e-4));
    }

    [Fact]
    public void Parts_of_a_layer_fit_each_other()
    {
        using var scope = NewDisposeScope();
        using var model = NewModel();
        Tensor? before = null;
        foreach (var layer in AttentionTrace.Run(model, Ids))
        {
            Assert.Equal([4, 10, 10], layer.Logits.shape);
            Assert.Equal([10, 16], layer.Input.shape);
            Assert.Equal([4, 10, 4], layer.Values.shape);
            Assert.True(layer.Logits.allclose(layer.Queries.matmul(layer.Keys.transpose(1, 2)) / 2, atol: 1e-5));
            Assert.True(layer.HeadOutputs.allclose(layer.Weights.matmul(layer.Values), atol: 1e-5));
            Assert.True(layer.Weights.sum(-1).allclose(ones(4, 10)));
            Assert.Equal(0, layer.Weights.triu(1).abs().max().item<float>());
            if (before is not null) Assert.True(layer.Input.equal(before).all().item<bool>());
            before = layer.Output.clone();
            var rows = layer.Rows();
            Assert.Equal((4, 10, 4), (rows.Heads, rows.Length, rows.Width));
            Assert.Equal(layer.RowWeights(6)[2], rows.Weights(2, 6).ToArray().Select(w => (double)w));
            Assert.Equal(7, layer.RowLogits(6)[3].Length);
        }
    }

    [Fact]
    public void Chosen_layers_and_heads_are_the_same_as_in_the_whole_trace()
    {
        using var scope = NewDisposeScope();
        using var model = NewModel();
        var whole = AttentionTrace.Run(model, Ids).Select(l => l.Weights.clone()).ToList();
        var chosen = AttentionTrace.Run(model, Ids, new(Layers: [1], Heads: [3, 0])).Select(l => (l.Layer, l.Heads, Weights: l.Weights.clone())).Single();
        Assert.Equal(1, chosen.Layer);
        Assert.Equal([3, 0], chosen.Heads);
        Assert.True(chosen.Weights.allclose(whole[1].index_select(0, tensor(new long[] { 3, 0 })), atol: 1e-5));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Chosen_query_positions_are_rows_of_the_whole_trace(bool edited)
    {
        using var scope = NewDisposeScope();
        using var model = NewModel();
        var edit = edited ? AttentionEdit.Temperature(2, layers: [0]) : null;
        var chosen = AttentionTrace.Run(model, Ids, new(Heads: [3, 1], QueryPositions: [9, 4], Edit: edit)).GetEnumerator();
        foreach (var whole in AttentionTrace.Run(model, Ids, new(Edit: edit)))
        {
            Assert.True(chosen.MoveNext());
            var some = chosen.Current;
            Assert.Equal([9, 4], some.QueryPositions);
            Assert.Equal([2, 2, 10], some.Weights.shape);
            var (heads, rows) = (tensor(new long[] { 3, 1 }), tensor(new long[] { 9, 4 }));
            foreach (var (few, all) in new[] { (some.Weights, whole.Weights), (some.Logits, whole.Logits), (some.Queries, whole.Queries), (some.HeadOutputs, whole.HeadOutputs) })
                Assert.True(few.allclose(all.index_select(0, heads).index_select(1, rows), atol: 1e-5));
            Assert.True(some.Values.allclose(whole.Values.index_select(0, heads), atol: 1e-5));
            Assert.True(some.Output.allclose(whole.Output, atol: 1e-5));
            Assert.Equal(5, some.RowWeights(4)[0].Length);
            Assert.Equal(whole.RowLogits(4)[1][2], some.RowLogits(4)[1][2], 1e-5);
            Assert.Contains("no row of query position 5", Assert.Throws<WorkbookException>(() => some.RowWeights(5)).Message);
            Assert.Contains("chosen query positions", Assert.Throws<WorkbookException>(() => some.Rows()).Message);
        }
        Assert.False(chosen.MoveNext());
    }

    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(600)]
    public void Weights_made_alone_in_bands_are_those_made_with_their_logits(int length)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        using var model = new Gpt2Model(RandomCheckpoint.Config with { ContextLength = 600, Layers = 1 });
        model.eval();
        int[] ids = [.. Enumerable.Range(0, length).Select(i => i * 7 % 260)];
        var whole = AttentionTrace.Run(model, ids).Select(l => (Weights: l.Weights.clone(), Outputs: l.HeadOutputs.clone())).Single();
        foreach (var layer in AttentionTrace.Run(model, ids, new(Keep: TraceParts.Weights | TraceParts.HeadOutputs)))
        {
            Assert.True(layer.Weights.allclose(whole.Weights, atol: 1e-6));
            Assert.Equal(0, layer.Weights.triu(1).abs().max().item<float>());
            Assert.True(layer.HeadOutputs.allclose(whole.Outputs, atol: 1e-5));
        }
    }

    [Fact]
    public void Only_the_parts_asked_for_are_kept_and_the_others_are_named()
    {
        using var scope = NewDisposeScope();
        using var model = NewModel();
        var whole = AttentionTrace.Run(model, Ids).Select(l => (Weights: l.Weights.clone(), Output: l.Output.clone())).ToList();
        foreach (var keep in new[] { TraceParts.Weights, TraceParts.Output, TraceParts.Logits | TraceParts.Values, TraceParts.None })
        {
            foreach (var layer in AttentionTrace.Run(model, Ids, new(Keep: keep)))
            {
                Assert.Equal(keep, layer.Parts);
                Assert.Equal(10, layer.Length);
                if (keep == TraceParts.Weights) Assert.True(layer.Weights.allclose(whole[layer.Layer].Weights, atol: 1e-5));
                if (keep == TraceParts.Output) Assert.True(layer.Output.allclose(whole[layer.Layer].Output, atol: 1e-4));
                Assert.Contains($"layer {layer.Layer} holds no queries", Assert.Throws<WorkbookException>(() => layer.Queries).Message);
                if (keep != TraceParts.Output) Assert.Contains("no output (the residual stream", Assert.Throws<WorkbookException>(() => layer.Output).Message);
            }
        }
    }

    [Fact]
    public void Later_tokens_change_nothing_before_them()
    {
        using var scope = NewDisposeScope();
        using var model = NewModel();
        var longer = AttentionTrace.Run(model, Ids).Select(l => l.RowWeights(4)).ToList();
        var shorter = AttentionTrace.Run(model, Ids[..5]).Select(l => l.RowWeights(4)).ToList();
        for (var layer = 0; layer < 2; layer++)
            for (var head = 0; head < 4; head++)
                for (var i = 0; i < 5; i++) Assert.Equal(longer[layer][head][i], shorter[layer][head][i], 5e-7);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nothing_stays_alive_after_a_trace(bool scoped)
    {
        using var model = NewModel();
        var edit = AttentionEdit.Normalize(new Entmax(1.5), [0], [1, 3]).And(AttentionEdit.Temperature(2)).And(AttentionEdit.Logits((_, l) => l + 1));
        Consume(model, 2);
        Consume(model, 2, new(Edit: edit));
        var before = Live();
        using (scoped ? NewDisposeScope() : null)
        {
            for (var round = 0; round < 5; round++)
            {
                Consume(model, 2);
                // A consumer that leaves early frees everything too.
                Consume(model, 1);
                Consume(model, 2, new(Edit: edit, Heads: [1]));
                Consume(model, 2, new(QueryPositions: [9, 3], Keep: TraceParts.Weights));
                Consume(model, 1, new(Layers: [1], Keep: TraceParts.HeadOutputs));
                Assert.Equal(before, Live());
            }
        }
        Assert.Equal(before, Live());
    }

    [Fact]
    public void A_layer_is_freed_when_the_consumer_moves_on()
    {
        using var model = NewModel();
        LayerTrace? first = null;
        foreach (var layer in AttentionTrace.Run(model, Ids))
        {
            if (first is not null) Assert.True(first.Logits.IsInvalid && first.Weights.IsInvalid && first.Input.IsInvalid);
            first ??= layer;
        }
        Assert.NotNull(first);
    }

    [Fact]
    public void Tensors_that_the_consumer_makes_are_its_own()
    {
        using var model = NewModel();
        var sums = new List<Tensor>();
        foreach (var layer in AttentionTrace.Run(model, Ids)) sums.Add(layer.Weights.sum());
        Assert.All(sums, s => Assert.Equal(40, s.item<float>(), 1e-3));
        sums.ForEach(s => s.Dispose());
        // The consumer's gradients are on between layers and after the trace.
        Assert.True(is_grad_enabled());
        foreach (var _ in AttentionTrace.Run(model, Ids)) Assert.True(is_grad_enabled());
    }

    [Fact]
    public void A_context_that_the_model_cannot_read_is_refused_at_once()
    {
        using var model = NewModel();
        Assert.Contains("is empty", Assert.Throws<WorkbookException>(() => AttentionTrace.Run(model, [])).Message);
        Assert.Contains("has 33 tokens, the model reads at most 32", Assert.Throws<WorkbookException>(() => AttentionTrace.Run(model, new int[33])).Message);
        Assert.Contains("token id 260", Assert.Throws<WorkbookException>(() => AttentionTrace.Run(model, [1, 260])).Message);
        Assert.Contains("no layer 2", Assert.Throws<WorkbookException>(() => AttentionTrace.Run(model, [1], new(Layers: [2]))).Message);
        Assert.Contains("no head -1", Assert.Throws<WorkbookException>(() => AttentionTrace.Run(model, [1], new(Heads: [-1]))).Message);
    }

    [Fact]
    public void A_cancelled_trace_stops_and_frees()
    {
        using var model = NewModel();
        Consume(model, 2);
        var before = Live();
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (var _ in AttentionTrace.Run(model, Ids, new(Cancellation: source.Token))) source.Cancel();
        });
        Assert.Equal(before, Live());
    }

    private static void Consume(Gpt2Model model, int layers, AttentionTraceOptions? options = null)
    {
        foreach (var layer in AttentionTrace.Run(model, Ids, options).Take(layers)) Assert.Equal(10, layer.Length);
    }

    private static long Live() => DisposeScopeManager.Statistics.ThreadTotalLiveCount;
}
