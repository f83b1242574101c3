using TorchSharp;
using Workbook.Gpt2;
using static TorchSharp.torch;

namespace Workbook.Experiments;

/// <summary>Runs a model a layer at a time with other weights in every head: each layer sees what the changed ones below it made.</summary>
internal static class LayerwiseRun
{
    /// <summary>The residual stream after the last layer.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ids">Token ids, L of them.</param>
    /// <param name="weights">Makes the weights of a layer, [heads, L, L].</param>
    /// <returns>[1, L, d]. The caller disposes it.</returns>
    public static Tensor Of(Gpt2Model model, IReadOnlyList<int> ids, Func<LayerReplay, Tensor> weights)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var input = Ids(model, ids);
        var stream = model.Embed(input).squeeze(0);
        for (var layer = 0; layer < model.Config.Layers; layer++)
        {
            using var replay = new LayerReplay(model, layer, stream);
            using var made = weights(replay);
            var next = replay.Next(made);
            stream.Dispose();
            stream = next;
        }

        return stream.unsqueeze(0).MoveToOuterDisposeScope();
    }

    /// <summary>The residual stream before a layer, nothing changed, [L, d].</summary>
    public static Tensor Before(Gpt2Model model, IReadOnlyList<int> ids, int layer)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var input = Ids(model, ids);
        var stream = model.Embed(input);
        foreach (var block in model.Blocks.Take(layer))
        {
            var next = block.forward(stream);
            stream.Dispose();
            stream = next;
        }

        return stream.squeeze(0).MoveToOuterDisposeScope();
    }

    /// <summary>Token ids as the model takes them, [1, L].</summary>
    public static Tensor Ids(Gpt2Model model, IReadOnlyList<int> ids) =>
        tensor([.. ids.Select(id => (long)id)], dtype: ScalarType.Int64, device: model.TokenEmbedding.device).unsqueeze(0);
}
