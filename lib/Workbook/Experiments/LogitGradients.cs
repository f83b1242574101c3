using MathNet.Numerics.Statistics;
using TorchSharp;
using Workbook.Gpt2;
using static TorchSharp.torch;

namespace Workbook.Experiments;

/// <summary>The gradient of a model's loss with respect to every head's logits, at any temperature, one layer in memory at a time.</summary>
public static class LogitGradients
{
    /// <summary>The lengths of the gradient's rows.</summary>
    /// <param name="model">The model; its parameters' gradients stay as they are.</param>
    /// <param name="ids">Token ids, at least two.</param>
    /// <param name="temperature">T, by which the logits of all heads are divided.</param>
    /// <param name="cancellation">Stops between two layers.</param>
    /// <returns>
    /// ||∂ Σ loss/∂l_t||_2 in nats, [layers][heads][L], l before the division by T; and the mean loss a token.
    /// </returns>
    public static (double[][][] Rows, double Loss) Of(Gpt2Model model, IReadOnlyList<int> ids, double temperature, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        NextTokenCost.CheckIds(ids);
        var edit = AttentionEdit.Temperature(temperature);
        var blocks = model.Blocks;
        using var scope = NewDisposeScope();
        var streams = new List<Tensor>();
        using (no_grad())
        {
            using var input = LayerwiseRun.Ids(model, ids);
            streams.Add(model.Embed(input));
            foreach (var block in blocks)
            {
                cancellation.ThrowIfCancellationRequested();
                streams.Add(block.forward(streams[^1], edit));
            }
        }

        using var grad = enable_grad();
        var (slope, loss) = AtTheEnd(model, ids, streams[^1]);
        var rows = new double[blocks.Count][][];
        for (var layer = blocks.Count - 1; layer >= 0; layer--)
        {
            cancellation.ThrowIfCancellationRequested();
            (rows[layer], slope) = Through(blocks[layer], layer, streams[layer], slope, edit, model.Config.Heads);
        }

        return (rows, loss / (ids.Count - 1));
    }

    /// <summary>The same as rows of a table, one a head.</summary>
    /// <param name="text">Name of the text.</param>
    /// <param name="temperature">T.</param>
    /// <param name="rows">From <see cref="Of"/>.</param>
    public static IEnumerable<LogitGradientRow> Summaries(string text, double temperature, double[][][] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        foreach (var (layer, heads) in rows.Index())
        {
            foreach (var (head, lengths) in heads.Index())
            {
                var known = lengths[1..];
                yield return new(text, layer, head, temperature, known.RootMeanSquare(), known.Median(), known.Max(), known.Length);
            }
        }
    }

    // The loss of each position depends on its own stream alone, so the logits of a few positions at a time suffice.
    private static (Tensor Slope, double Loss) AtTheEnd(Gpt2Model model, IReadOnlyList<int> ids, Tensor stream)
    {
        using var scope = NewDisposeScope();
        var slope = zeros_like(stream);
        var targets = NextTokenCost.Targets(ids, stream.device);
        var sum = 0.0;
        foreach (var (start, count) in NextTokenCost.Blocks(ids.Count - 1))
        {
            using var inner = NewDisposeScope();
            var part = stream.narrow(1, start, count).detach().requires_grad_(true);
            var loss = nn.functional.cross_entropy(model.Head(part).squeeze(0), targets.narrow(0, start, count), reduction: nn.Reduction.Sum);
            slope.narrow(1, start, count).copy_(autograd.grad([loss], [part])[0]);
            sum += loss.to_type(ScalarType.Float64).item<double>();
        }

        return (slope.MoveToOuterDisposeScope(), sum);
    }

    // A nudge of zeros, added to the logits, is what the loss is differentiated by: no parameter needs a gradient.
    private static (double[][] Rows, Tensor Slope) Through(Gpt2Block block, int layer, Tensor stream, Tensor slope, AttentionEdit edit, int heads)
    {
        using var scope = NewDisposeScope();
        var input = stream.detach().requires_grad_(true);
        var nudge = zeros([1, heads, stream.shape[1], stream.shape[1]], stream.dtype, stream.device, requires_grad: true);
        var output = block.forward(input, edit.And(AttentionEdit.Logits((at, logits) => at == layer ? logits + nudge : logits)));
        var slopes = autograd.grad([output], [input, nudge], [slope]);
        var lengths = slopes[1].squeeze(0).to_type(ScalarType.Float64).norm(2, false, 2f).cpu();
        return ([.. Enumerable.Range(0, heads).Select(head => lengths[head].data<double>().ToArray())], slopes[0].MoveToOuterDisposeScope());
    }
}
