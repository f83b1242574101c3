using TorchSharp;
using static TorchSharp.torch;

namespace Workbook.Gpt2;

/// <summary>
/// Runs a model over one context and hands out what each layer's attention computed, one layer at a time: a layer's logits and weights
/// exist only while its consumer looks at them, so GPT-2 small at L = 1024 holds 12 of its 144 maps at once.
/// </summary>
public static class AttentionTrace
{
    /// <summary>Traces a context. Layers are computed as the sequence is read, without gradients, and freed when it moves on or ends.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ids">Token ids, L of them.</param>
    /// <param name="options">Which layers and heads to hand out; all by default.</param>
    /// <exception cref="WorkbookException">No token, more than the context length, an id outside the vocabulary, or a layer or head that the model lacks.</exception>
    public static IEnumerable<LayerTrace> Run(Gpt2Model model, IReadOnlyList<int> ids, AttentionTraceOptions? options = null)
    {
        options ??= new();
        var config = model.Config;
        if (ids.Count == 0) throw new WorkbookException("The text is empty; a trace needs at least one token.");
        if (ids.Count > config.ContextLength)
            throw new WorkbookException($"The text has {ids.Count} tokens, the model reads at most {config.ContextLength}; shorten it.");
        foreach (var id in ids)
            if ((uint)id >= config.VocabularySize)
                throw new WorkbookException($"The token id {id} is not in the vocabulary; ids run from 0 to {config.VocabularySize - 1}.");
        var layers = Chosen("layer", options.Layers, config.Layers).ToHashSet();
        var heads = Chosen("head", options.Heads, config.Heads);
        return Layers(model, [.. ids], layers, heads, options.Heads is null, options.Cancellation);
    }

    private static IEnumerable<LayerTrace> Layers(
        Gpt2Model model, int[] ids, HashSet<int> layers, IReadOnlyList<int> heads, bool allHeads, CancellationToken cancellation)
    {
        // No dispose scope or no_grad stays open while the consumer runs: its own tensors would fall into them.
        var residual = Embed(model, ids);
        try
        {
            var last = layers.Count == 0 ? -1 : layers.Max();
            for (var layer = 0; layer <= last; layer++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (!layers.Contains(layer))
                {
                    var next = Pass(model.Blocks[layer], residual);
                    residual.Dispose();
                    residual = next;
                    continue;
                }
                using var trace = Attend(model.Blocks[layer], layer, residual, heads, allHeads);
                residual = Share(trace.Output);
                yield return trace;
            }
        }
        finally
        {
            residual.Dispose();
        }
    }

    private static Tensor Embed(Gpt2Model model, int[] ids)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var input = tensor([.. ids.Select(id => (long)id)], dtype: ScalarType.Int64, device: model.TokenEmbedding.device);
        return model.Embed(input.unsqueeze(0)).squeeze(0).DetachFromDisposeScope();
    }

    private static Tensor Pass(Gpt2Block block, Tensor residual)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return block.forward(residual.unsqueeze(0)).squeeze(0).DetachFromDisposeScope();
    }

    // Takes the residual over: the trace disposes of it.
    private static LayerTrace Attend(Gpt2Block block, int layer, Tensor residual, IReadOnlyList<int> heads, bool allHeads)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (length, device) = (residual.shape[0], residual.device);
        var stream = residual.unsqueeze(0);
        var (query, key, value) = block.Attention.Project(block.AttentionInput(stream));
        var logits = query.matmul(key.transpose(-2, -1)).mul_(block.Attention.Scale);
        using var future = ones(length, length, dtype: ScalarType.Bool, device: device).triu_(1);
        var weights = nn.functional.softmax(logits.masked_fill(future, double.NegativeInfinity), -1);
        var outputs = weights.matmul(value);
        var next = block.Finish(stream, block.Attention.Output(outputs));

        var index = allHeads ? null : tensor([.. heads.Select(h => (long)h)], dtype: ScalarType.Int64, device: device);
        Tensor Keep(Tensor all)
        {
            using var one = all.squeeze(0);
            return (index is null ? Share(one) : one.index_select(0, index)).DetachFromDisposeScope();
        }
        return new(layer, heads)
        {
            Residual = residual,
            Queries = Keep(query),
            Keys = Keep(key),
            Values = Keep(value),
            Logits = Keep(logits),
            Weights = Keep(weights),
            HeadOutputs = Keep(outputs),
            Output = next.squeeze(0).DetachFromDisposeScope(),
        };
    }

    // A second handle on the same memory, outside every scope, so that each owner disposes of its own.
    private static Tensor Share(Tensor tensor) => tensor.detach().DetachFromDisposeScope();

    private static List<int> Chosen(string what, IReadOnlyList<int>? chosen, int count)
    {
        foreach (var index in chosen ?? [])
            if ((uint)index >= count) throw new WorkbookException($"There is no {what} {index}; the model has {count}, numbered from 0 to {count - 1}.");
        return [.. chosen ?? Enumerable.Range(0, count)];
    }
}
