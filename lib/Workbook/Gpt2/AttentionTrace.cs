using TorchSharp;
using static TorchSharp.torch;

namespace Workbook.Gpt2;

/// <summary>
/// Runs a model over one context and hands out what each layer's attention computed, one layer at a time: a layer's logits and weights
/// exist only while its consumer looks at them, so GPT-2 small at L = 1024 holds 12 of its 144 maps at once.
/// </summary>
public static class AttentionTrace
{
    private const TraceParts Maps = TraceParts.Logits | TraceParts.Weights;

    /// <summary>Why a model that was trained with an attention variant has no logits to show.</summary>
    internal const string NoLogits = "the model attends with a variant whose weights come from more than a row of logits";

    /// <summary>Traces a context. Layers are computed as the sequence is read, without gradients, and freed when it moves on or ends.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ids">Token ids, L of them.</param>
    /// <param name="options">Which layers, heads, query positions and parts to hand out, and what to edit; all and nothing by default.</param>
    /// <exception cref="WorkbookException">No token, more than the context length, an id outside the vocabulary, or a layer, head or position that is not there.</exception>
    public static IEnumerable<LayerTrace> Run(Gpt2Model model, IReadOnlyList<int> ids, AttentionTraceOptions? options = null)
    {
        options ??= new();
        model.Config.CheckIds(ids);
        return Layers(model, [.. ids], options, TraceChoice.Of(options, model.Config.Layers, model.Config.Heads, ids.Count));
    }

    private static IEnumerable<LayerTrace> Layers(Gpt2Model model, int[] ids, AttentionTraceOptions options, TraceChoice choice)
    {
        // No dispose scope or no_grad stays open while the consumer runs: its own tensors would fall into them.
        var residual = choice.Last < 0 ? null : Embed(model, ids);
        try
        {
            for (var layer = 0; layer <= choice.Last; layer++)
            {
                options.Cancellation.ThrowIfCancellationRequested();
                var (trace, next) = choice.Layers.Contains(layer)
                    ? Attend(model.Blocks[layer], layer, residual!, options, choice)
                    : (null, Pass(model.Blocks[layer], residual!, options.Edit));
                using (trace)
                {
                    residual!.Dispose();
                    residual = next;
                    if (trace is not null) yield return trace;
                }
            }
        }
        finally
        {
            residual?.Dispose();
        }
    }

    private static Tensor Embed(Gpt2Model model, int[] ids)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var input = tensor([.. ids.Select(id => (long)id)], dtype: ScalarType.Int64, device: model.TokenEmbedding.device);
        return model.Embed(input.unsqueeze(0)).squeeze(0).DetachFromDisposeScope();
    }

    private static Tensor Pass(Gpt2Block block, Tensor residual, AttentionEdit? edit)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return block.forward(residual.unsqueeze(0), edit).squeeze(0).DetachFromDisposeScope();
    }

    private static (LayerTrace Trace, Tensor? Next) Attend(Gpt2Block block, int layer, Tensor residual, AttentionTraceOptions options, TraceChoice choice)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (attention, keep) = (block.Attention, options.Keep);
        var tensors = new Dictionary<TraceParts, Tensor>();
        using var heads = choice.HeadIndex(residual.device);
        using var rows = choice.RowIndex(residual.device);

        var stream = residual.unsqueeze(0);
        var inputs = attention.Project(block.AttentionInput(stream));
        Tensor outputs;
        var edited = options.Edit?.Touches(layer) == true;

        // What a variant makes its weights of is no row of logits; q·k alone would be taken for one.
        if (attention.Variant is not null) keep &= ~TraceParts.Logits;
        if (!edited && rows is null && (keep & Maps) == TraceParts.Weights)
        {
            var weights = attention.WeightsAlone(inputs);
            outputs = attention.Outputs(inputs, weights);
            Keep(TraceParts.Weights, weights, null);
        }
        else if (edited || (rows is null && (keep & Maps) != 0))
        {
            var (logits, weights) = attention.Weigh(inputs, options.Edit);
            Keep(TraceParts.Logits, logits, rows);
            if (!keep.HasFlag(TraceParts.Logits)) logits.Dispose();
            outputs = attention.Outputs(inputs, weights);
            Keep(TraceParts.Weights, weights, rows);
            if (!keep.HasFlag(TraceParts.Weights)) weights.Dispose();
        }
        else
        {
            outputs = attention.Mix(inputs, stream.dtype);
            if (rows is not null && (keep & Maps) != 0)
            {
                var (logits, weights) = attention.WeighAt(inputs, rows);
                Keep(TraceParts.Logits, logits, null);
                Keep(TraceParts.Weights, weights, null);
            }
        }
        Keep(TraceParts.Queries, inputs.Queries, rows);
        Keep(TraceParts.Keys, inputs.Keys, null);
        Keep(TraceParts.Values, inputs.Values, null);
        Keep(TraceParts.HeadOutputs, outputs, rows);
        if (keep.HasFlag(TraceParts.Input)) tensors.Add(TraceParts.Input, Share(residual));

        // After the last layer asked for, the stream is computed only for a consumer that wants it.
        Tensor? next = null;
        if (layer < choice.Last || keep.HasFlag(TraceParts.Output))
        {
            next = block.Finish(stream, attention.Output(outputs)).squeeze(0).DetachFromDisposeScope();
            if (keep.HasFlag(TraceParts.Output)) tensors.Add(TraceParts.Output, Share(next));
        }
        return (new(layer, choice.Heads, (int)residual.shape[0], choice.Rows, tensors, part => part == TraceParts.Logits && attention.Variant is not null ? NoLogits : "it was taken without them; add the part to the options' Keep"), next);

        // From [1, heads, rows, ...] to the chosen heads and rows.
        void Keep(TraceParts part, Tensor all, Tensor? chosenRows)
        {
            if (!keep.HasFlag(part)) return;
            var some = all.squeeze(0);
            if (heads is not null) some = some.index_select(0, heads);
            if (chosenRows is not null) some = some.index_select(1, chosenRows);
            tensors.Add(part, Share(some));
        }
    }

    // A second handle on the same memory, outside every scope, so that each owner disposes of its own.
    private static Tensor Share(Tensor tensor) => tensor.detach().DetachFromDisposeScope();
}
