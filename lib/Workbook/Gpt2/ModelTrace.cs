using TorchSharp;
using static TorchSharp.torch;

namespace Workbook.Gpt2;

/// <summary>The attention of a model over one context, computed anew at each reading.</summary>
public sealed class ModelTrace : TraceSource
{
    private readonly Gpt2Model model;

    /// <param name="model">The model; the trace does not dispose of it.</param>
    /// <param name="ids">Token ids, L of them.</param>
    /// <param name="tokens">The tokens' texts; null shows their ids.</param>
    /// <exception cref="WorkbookException">No token, more than the context length, or an id outside the vocabulary.</exception>
    public ModelTrace(Gpt2Model model, IReadOnlyList<int> ids, IReadOnlyList<string>? tokens = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Config.CheckIds(ids);
        this.model = model;
        Attention = AttentionParameters.Attention(model.Config);
        Ids = [.. ids];
        Tokens = tokens ?? [.. ids.Select(id => $"#{id}")];
    }

    /// <inheritdoc/>
    public override int Layers => model.Config.Layers;

    /// <inheritdoc/>
    public override int Heads => model.Config.Heads;

    /// <inheritdoc/>
    public override int Length => Ids.Count;

    /// <inheritdoc/>
    public override TraceParts Parts => model.Blocks[0].Attention.Variant is null ? TraceParts.All : TraceParts.All & ~TraceParts.Logits;

    private protected override string Lacking => $"this model has none of: {AttentionTrace.NoLogits}; choose a model with a normalizer";

    /// <summary>A checkpoint's attention over a text.</summary>
    /// <param name="checkpoint">The model with its tokenizer; the trace does not dispose of it.</param>
    /// <param name="text">The text, at least one token and no longer than the model reads.</param>
    public static ModelTrace Of(Checkpoint checkpoint, string text)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        var ids = checkpoint.EncodeIds(text);
        return new(checkpoint.Model, ids, [.. ids.Select(id => checkpoint.Tokenizer.Decode([id]))]) { Model = checkpoint.Id, Text = text };
    }

    /// <inheritdoc/>
    public override IEnumerable<LayerTrace> Read(AttentionTraceOptions? options = null) => AttentionTrace.Run(model, Ids, options);

    /// <inheritdoc/>
    public override IReadOnlyList<double> NextTokenLogits()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var ids = tensor([.. Ids.Select(id => (long)id)], dtype: ScalarType.Int64, device: model.TokenEmbedding.device).unsqueeze(0);
        return model.LastLogits(ids, null, null).squeeze(0).to_type(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
    }
}
