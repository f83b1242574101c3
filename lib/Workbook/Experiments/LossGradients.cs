using Workbook.Gpt2;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Workbook.Experiments;

/// <summary>The gradient of a model's loss with respect to each head's logits, by autograd.</summary>
public static class LossGradients
{
    // All heads' logits and their gradients are held at once: 32 million numbers each.
    private const long MostLogits = 32_000_000;

    /// <summary>The longest of some lengths whose logits of all heads can be held at once.</summary>
    /// <param name="config">The model's shape.</param>
    /// <param name="lengths">Ascending.</param>
    public static int Length(Gpt2Config config, IReadOnlyList<int> lengths)
    {
        ArgumentNullException.ThrowIfNull(config);
        return lengths.LastOrDefault(l => (long)config.Layers * config.Heads * l * l <= MostLogits, lengths[0]);
    }

    /// <summary>Loss and gradients at one temperature of all heads.</summary>
    /// <param name="model">The model.</param>
    /// <param name="text">The text's name and tokens; the loss is of each token after the first.</param>
    /// <param name="length">How many of them, at least 2.</param>
    /// <param name="temperature">T of all heads.</param>
    public static (ModelLossRow Loss, IReadOnlyList<HeadGradientRow> Heads) At(Gpt2Model model, ExperimentText text, int length, double temperature)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(text);
        using var scope = NewDisposeScope();
        var config = model.Config;
        var device = model.TokenEmbedding.device;
        var ids = tensor([.. text.Ids.Take(length).Select(id => (long)id)], dtype: ScalarType.Int64, device: device).unsqueeze(0);
        // Zeros added to the logits: the loss's gradient with respect to them is that with respect to the logits.
        var added = Enumerable.Range(0, config.Layers).Select(_ => zeros(1, config.Heads, length, length, device: device, requires_grad: true)).ToArray();
        var edit = AttentionEdit.Logits((layer, logits) => logits + added[layer]).And(AttentionEdit.Temperature(temperature));
        var next = model.forward(ids, edit)[0].narrow(0, 0, length - 1);
        var loss = nn.functional.cross_entropy(next, ids[0].narrow(0, 1, length - 1));
        var gradients = autograd.grad([loss], added);
        var rows = new List<HeadGradientRow>();
        for (var layer = 0; layer < config.Layers; layer++)
        {
            var norms = gradients[layer][0].to_type(ScalarType.Float64).square().sum([1, 2]).sqrt().cpu();
            var most = gradients[layer][0].abs().amax([1, 2]).to_type(ScalarType.Float64).cpu();
            for (var head = 0; head < config.Heads; head++)
                rows.Add(new(text.Name, layer, head, temperature, length, norms[head].item<double>(), most[head].item<double>()));
        }

        return (new(text.Name, temperature, length, loss.item<float>()), rows);
    }

    /// <summary>Loss alone at one temperature of all heads.</summary>
    /// <inheritdoc cref="At"/>
    public static double Loss(Gpt2Model model, ExperimentText text, int length, double temperature)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(text);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var ids = tensor([.. text.Ids.Take(length).Select(id => (long)id)], dtype: ScalarType.Int64, device: model.TokenEmbedding.device).unsqueeze(0);
        return nn.functional.cross_entropy(model.forward(ids, AttentionEdit.Temperature(temperature))[0].narrow(0, 0, length - 1), ids[0].narrow(0, 1, length - 1)).item<float>();
    }
}
