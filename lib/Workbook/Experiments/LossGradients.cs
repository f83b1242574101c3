using TorchSharp;
using Workbook.Experiments.Rows;
using Workbook.Experiments.Statistics;
using Workbook.Gpt2;
using static TorchSharp.torch;

namespace Workbook.Experiments;

/// <summary>The gradient of a model's loss with respect to each head's logits, by autograd, one layer in memory at a time.</summary>
public static class LossGradients
{
    // A layer's logits, with what autograd keeps of them, are held at once: some ten times so many numbers.
    private const long MostLogits = 32_000_000;

    /// <summary>The longest of some lengths whose logits of one layer can be held at once.</summary>
    /// <param name="config">The model's shape.</param>
    /// <param name="lengths">Ascending.</param>
    public static int Length(Gpt2Config config, IReadOnlyList<int> lengths)
    {
        ArgumentNullException.ThrowIfNull(config);
        return lengths.LastOrDefault(l => (long)config.Heads * l * l <= MostLogits, lengths[0]);
    }

    /// <summary>Loss and gradients at one temperature of all heads.</summary>
    /// <param name="model">The model; the gradients of its parameters stay as they are.</param>
    /// <param name="text">The text's name and tokens; the loss is of each token after the first.</param>
    /// <param name="length">How many of them, at least 2.</param>
    /// <param name="temperature">T of all heads; the logits are those before the division by T.</param>
    public static (ModelLossRow Loss, IReadOnlyList<HeadGradientRow> Heads) At(Gpt2Model model, ExperimentText text, int length, double temperature)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(text);
        int[] ids = [.. text.Ids.Take(length)];
        NextTokenCost.CheckIds(ids);
        var edit = AttentionEdit.Temperature(temperature);
        var blocks = model.Blocks;
        using var scope = NewDisposeScope();
        var streams = Streams(model, ids, edit);
        using var grad = enable_grad();
        var (slope, loss) = AtTheEnd(model, ids, streams[^1]);
        var rows = new List<HeadGradientRow>();
        for (var layer = blocks.Count - 1; layer >= 0; layer--)
        {
            (var norms, var most, slope) = Through(blocks[layer], layer, streams[layer], slope, edit, model.Config.Heads);
            rows.InsertRange(0, norms.Zip(most).Select((head, index) => new HeadGradientRow(text.Name, layer, index, temperature, length, head.First, head.Second)));
        }

        return (new(text.Name, temperature, length, loss), rows);
    }

    /// <summary>Loss alone at one temperature of all heads.</summary>
    /// <inheritdoc cref="At"/>
    public static double Loss(Gpt2Model model, ExperimentText text, int length, double temperature)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(text);
        int[] ids = [.. text.Ids.Take(length)];
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var input = LayerwiseRun.Ids(model, ids);
        var stream = model.Embed(input);
        foreach (var block in model.Blocks)
        {
            var next = block.forward(stream, AttentionEdit.Temperature(temperature));
            stream.Dispose();
            stream = next;
        }

        return NextTokenCost.Losses(model, ids, stream).AsSpan().Mean();
    }

    // The residual stream before each layer and after the last.
    private static List<Tensor> Streams(Gpt2Model model, int[] ids, AttentionEdit edit)
    {
        using var noGrad = no_grad();
        using var input = LayerwiseRun.Ids(model, ids);
        var streams = new List<Tensor> { model.Embed(input) };
        foreach (var block in model.Blocks)
            streams.Add(block.forward(streams[^1], edit));
        return streams;
    }

    // The loss of each position depends on its own stream alone, so the next-token logits of a few positions at a time suffice.
    private static (Tensor Slope, double Loss) AtTheEnd(Gpt2Model model, int[] ids, Tensor stream)
    {
        using var scope = NewDisposeScope();
        var slope = zeros_like(stream);
        var targets = NextTokenCost.Targets(ids, stream.device);
        var mean = 0.0;
        foreach (var (start, count) in NextTokenCost.Blocks(ids.Length - 1))
        {
            using var inner = NewDisposeScope();
            var part = stream.narrow(1, start, count).detach().requires_grad_(true);
            var loss = nn.functional.cross_entropy(model.Head(part).squeeze(0), targets.narrow(0, start, count), reduction: nn.Reduction.Sum) / (ids.Length - 1);
            slope.narrow(1, start, count).copy_(autograd.grad([loss], [part])[0]);
            mean += loss.to_type(ScalarType.Float64).item<double>();
        }

        return (slope.MoveToOuterDisposeScope(), mean);
    }

    // Zeros added to the logits: the loss's gradient with respect to them is that with respect to the logits.
    private static (double[] Norms, double[] Most, Tensor Slope) Through(Gpt2Block block, int layer, Tensor stream, Tensor slope, AttentionEdit edit, int heads)
    {
        using var scope = NewDisposeScope();
        var input = stream.detach().requires_grad_(true);
        var added = zeros([1, heads, stream.shape[1], stream.shape[1]], stream.dtype, stream.device, requires_grad: true);
        var output = block.forward(input, edit.And(AttentionEdit.Logits((at, logits) => at == layer ? logits + added : logits)));
        var slopes = autograd.grad([output], [input, added], [slope]);
        var logits = slopes[1].squeeze(0).to_type(ScalarType.Float64);
        return (Copy(logits.square().sum([1, 2]).sqrt()), Copy(logits.abs().amax([1, 2])), slopes[0].MoveToOuterDisposeScope());
    }

    private static double[] Copy(Tensor heads) => heads.cpu().data<double>().ToArray();
}
