using TorchSharp;
using Workbook.Gpt2;
using Workbook.Normalizers;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Gpt2;

/// <summary>Edits against a slow attention that goes row by row over the tokens that a query sees.</summary>
public class AttentionEditTests
{
    private static readonly int[] Ids = [5, 250, 256, 17, 99, 5, 1, 0, 40, 7];

    private static Gpt2Model NewModel()
    {
        manual_seed(3);
        var model = new Gpt2Model(RandomCheckpoint.Config);
        model.eval();
        return model;
    }

    private static Tensor Input => tensor(Ids.Select(id => (long)id).ToArray()).unsqueeze(0);

    [Fact]
    public void An_edit_that_changes_nothing_gives_the_models_own_logits()
    {
        using var scope = NewDisposeScope();
        using var model = NewModel();
        var expected = model.forward(Input);
        foreach (var edit in new[]
        {
            AttentionEdit.Normalize(new Softmax()), AttentionEdit.Temperature(1), AttentionEdit.Logits((_, logits) => logits),
            AttentionEdit.Temperature(4).And(AttentionEdit.Temperature(0.25)), AttentionEdit.Normalize(new Entmax(1.5)).And(AttentionEdit.Normalize(new Softmax())),
        })
            Assert.True(model.forward(Input, edit).allclose(expected, atol: 1e-4));
        Assert.True(model.forward(Input, null).equal(expected).all().item<bool>());
    }

    [Fact]
    public void Chosen_layers_and_heads_get_another_normalizer_temperature_and_logits_and_the_rest_keeps_its_own()
    {
        using var scope = NewDisposeScope();
        using var model = NewModel();
        var entmax = new Entmax(1.5);
        var edit = AttentionEdit.Normalize(entmax, layers: [0], heads: [3, 1])
            .And(AttentionEdit.Temperature(2, heads: [1, 2]))
            .And(AttentionEdit.Logits((layer, logits) => layer == 1 ? logits + 0.5 * logits.square() : logits));
        var expected = Slow(model, (layer, head, logits) =>
        {
            var edited = layer == 1 ? logits + 0.5 * logits.square() : logits;
            if (head is 1 or 2) edited = edited / 2;
            return layer == 0 && head is (1 or 3) ? entmax.Weights(edited) : edited.softmax(-1);
        });
        var edited = model.forward(Input, edit);
        Assert.True(edited.allclose(expected, atol: 1e-4));
        Assert.False(edited.allclose(model.forward(Input), atol: 1e-2));
    }

    [Fact]
    public void A_trace_shows_the_edited_weights_and_leads_to_the_edited_logits()
    {
        using var scope = NewDisposeScope();
        using var model = NewModel();
        var edit = AttentionEdit.Normalize(new Sparsemax(), layers: [1], heads: [2]).And(AttentionEdit.Temperature(3, layers: [0]));
        var last = zeros(1);
        foreach (var layer in AttentionTrace.Run(model, Ids, new(Edit: edit)))
        {
            if (layer.Layer == 0) Assert.True(layer.Weights[1][6].narrow(0, 0, 7).allclose((layer.Logits[1][6].narrow(0, 0, 7) / 3).softmax(-1), atol: 1e-6));
            if (layer.Layer == 1) Assert.True(layer.Weights[2].tril().eq(0).sum().item<long>() > 45);
            Assert.True(layer.HeadOutputs.allclose(layer.Weights.matmul(layer.Values), atol: 1e-5));
            last = model.Head(layer.Output.unsqueeze(0));
        }
        Assert.True(last.allclose(model.forward(Input, edit), atol: 1e-4));
    }

    [Fact]
    public void Gradients_flow_through_an_edit_in_training_mode()
    {
        using var scope = NewDisposeScope();
        using var model = NewModel();
        model.train();
        var edit = AttentionEdit.Normalize(new Entmax(1.5), heads: [0, 2]).And(AttentionEdit.Temperature(1.5));
        var table = model.TokenEmbedding;
        Tensor Loss() => nn.functional.cross_entropy(model.forward(Input, edit).squeeze(0), Input.squeeze(0));
        Loss().backward();
        Assert.All(model.parameters(), p => Assert.NotNull(p.grad));

        // The derivative along one direction, against a central difference.
        manual_seed(8);
        var direction = randn_like(table);
        var slope = (table.grad! * direction).sum().item<float>();
        const float step = 1e-2f;
        using (no_grad())
        {
            table.add_(direction, alpha: step);
            var up = Loss().item<float>();
            table.add_(direction, alpha: -2 * step);
            var down = Loss().item<float>();
            Assert.Equal(slope, (up - down) / (2 * step), Math.Abs(slope) * 0.05 + 0.01);
        }
    }

    [Fact]
    public void Layers_heads_temperatures_and_shapes_that_do_not_exist_are_refused()
    {
        using var model = NewModel();
        using var input = Input;
        Assert.Contains("no layer 2; there are 2", Assert.Throws<WorkbookException>(() => model.forward(input, AttentionEdit.Temperature(2, layers: [2]))).Message);
        Assert.Contains("no head 4", Assert.Throws<WorkbookException>(() => AttentionTrace.Run(model, Ids, new(Edit: AttentionEdit.Temperature(2, heads: [4])))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => AttentionEdit.Temperature(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => AttentionEdit.Temperature(double.NaN));
        Assert.Contains("must keep the shape", Assert.Throws<WorkbookException>(() => model.forward(input, AttentionEdit.Logits((_, l) => l.sum(-1)))).Message);
    }

    // The model with attention as a loop over heads and queries; weights of the t+1 tokens that query t sees.
    private static Tensor Slow(Gpt2Model model, Func<int, int, Tensor, Tensor> weights)
    {
        using var noGrad = no_grad();
        var residual = model.Embed(Input);
        foreach (var (layer, block) in model.Blocks.Index())
        {
            var (query, key, value) = block.Attention.Project(block.AttentionInput(residual));
            var outputs = zeros_like(query);
            for (var head = 0; head < query.shape[1]; head++)
            {
                for (var t = 0; t < query.shape[2]; t++)
                {
                    var keys = key[0][head].narrow(0, 0, t + 1);
                    var row = weights(layer, head, keys.matmul(query[0][head][t]) * block.Attention.Scale);
                    outputs[0][head][t].copy_(row.unsqueeze(0).matmul(value[0][head].narrow(0, 0, t + 1)).squeeze(0));
                }
            }
            residual = block.Finish(residual, block.Attention.Output(outputs));
        }
        return model.Head(residual);
    }
}
