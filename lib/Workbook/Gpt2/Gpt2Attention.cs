using TorchSharp;
using Workbook.Normalizers;
using static TorchSharp.torch;

namespace Workbook.Gpt2;

/// <summary>Causal multi-head self-attention of one GPT-2 block; its steps are public so that a trace can stop at each.</summary>
public sealed class Gpt2Attention : nn.Module<Tensor, Tensor>
{
    private readonly Conv1D c_attn;
    private readonly Conv1D c_proj;
    private readonly Conv1D? c_gate;
    private readonly int heads;
    private readonly int layer;
    private readonly bool upcast;
    private readonly AttentionEdit? own;
    private readonly IAttentionVariant? variant;
    private readonly IReadOnlyList<LearnedVector> learned;

    /// <param name="config">The model's shape.</param>
    /// <param name="layer">Which block this is, from 0.</param>
    public Gpt2Attention(Gpt2Config config, int layer)
        : base(nameof(Gpt2Attention))
    {
        heads = config.Heads;
        this.layer = layer;
        upcast = config.UpcastAttention;
        var attention = AttentionParameters.Attention(config);
        if (attention is DotProductAttention dot) own = AttentionEdit.Normalize(dot.Normalizer is ILearnedNormalizer start ? new LearnedHeads(start, name => get_parameter(AttentionParameters.NormalizerPrefix + name)!) : dot.Normalizer);
        else variant = attention?.InLayer(layer);
        Scale = config.LogitScale(layer);
        c_attn = new Conv1D(config.Width, 3 * config.Width, config.InitializerRange);
        c_proj = new Conv1D(config.Width, config.Width, config.InitializerRange / Math.Sqrt(2 * config.Layers));
        if (AttentionParameters.GateWidth(config, variant) is { } gates) c_gate = new Conv1D(config.Width, gates, config.InitializerRange);
        learned = AttentionParameters.Learned(config, attention);
        foreach (var vector in learned) register_parameter(vector.Name, AttentionParameters.Start(vector));
        RegisterComponents();
    }

    /// <summary>What q·k is multiplied by to give a logit.</summary>
    public double Scale { get; }

    /// <summary>What a cache must keep of the tokens before, beside keys and values.</summary>
    internal AttentionProperties? Variant => variant?.Properties;

    /// <param name="input">Normed residual stream, [batch, L, d].</param>
    /// <returns>What the block adds to the residual stream, [batch, L, d].</returns>
    public override Tensor forward(Tensor input) => forward(input, null);

    /// <summary>Attention with something changed inside it.</summary>
    /// <param name="input">Normed residual stream, [batch, L, d].</param>
    /// <param name="edit">The change; where it does not touch this layer, the fused kernel runs.</param>
    /// <returns>What the block adds to the residual stream, [batch, L, d].</returns>
    public Tensor forward(Tensor input, AttentionEdit? edit)
    {
        using var scope = NewDisposeScope();
        var inputs = Project(input);
        if (edit is null || !edit.Touches(layer)) return Output(Mix(inputs, input.dtype)).MoveToOuterDisposeScope();
        var (_, weights) = Weigh(inputs, edit);
        return Output(Outputs(inputs, weights)).MoveToOuterDisposeScope();
    }

    internal Tensor Continue(Tensor input, KeyValueCache cache)
    {
        using var scope = NewDisposeScope();
        var mixed = Mix(cache.Add(layer, Project(input)), input.dtype);

        // A variant whose queries depend on each other was given those of the cache too.
        return Output(mixed.narrow(2, mixed.shape[2] - input.shape[1], input.shape[1])).MoveToOuterDisposeScope();
    }

    /// <summary>Queries, keys and values of every head, each [batch, heads, L, d_head], with the gates if the model's attention has some.</summary>
    /// <param name="input">Normed residual stream, [batch, L, d].</param>
    public AttentionInputs Project(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (batch, length, width) = (input.shape[0], input.shape[1], input.shape[2]);
        var parts = c_attn.forward(input).view(batch, length, 3, heads, width / heads).permute(2, 0, 3, 1, 4).unbind(0);
        var gates = variant is not null && learned.Count > 0
            ? variant.HeadGates(learned.ToDictionary(vector => vector.Name, vector => (Tensor)get_parameter(vector.Name)!)).expand(batch, heads)
            : c_gate?.forward(input).view(batch, length, heads, -1).transpose(1, 2);
        if (variant?.Properties.Gates == GateShape.Token) gates = gates!.squeeze(-1);
        return new(parts[0].MoveToOuterDisposeScope(), parts[1].MoveToOuterDisposeScope(), parts[2].MoveToOuterDisposeScope()) { Gates = gates?.MoveToOuterDisposeScope() };
    }

    /// <summary>Head outputs by the fused kernel, which makes no weights, or by the model's own normalizer or attention variant if it has one.</summary>
    /// <param name="inputs">Queries of the last Q of L positions, [batch, heads, Q, d_head]; keys, values and gates of all.</param>
    /// <param name="type">The type of the result, and the one to compute in unless the configuration asks for float32.</param>
    /// <returns>[batch, heads, Q, d_head].</returns>
    public Tensor Mix(AttentionInputs inputs, ScalarType type)
    {
        using var scope = NewDisposeScope();
        // The fused kernel's backward pass is slow in narrow types on a CPU (measured: six times), so it runs in the stream's type.
        var inner = upcast ? Wide(type) : type;
        var (query, key, value) = (inputs.Queries.to(inner), inputs.Keys.to(inner), inputs.Values.to(inner));
        if (variant is not null)
            return variant.Outputs(Scaled(inputs with { Queries = query, Keys = key, Values = value })).to(type).MoveToOuterDisposeScope();
        if (own is not null)
        {
            var logits = Logits(query, key);
            var future = ones(logits.shape[^2], logits.shape[^1], dtype: ScalarType.Bool, device: logits.device).triu_(1 + logits.shape[^1] - logits.shape[^2]);
            return own.Weights(layer, logits, future).to(inner).matmul(value).to(type).MoveToOuterDisposeScope();
        }

        query = Scaled(query);
        var (queries, length) = (query.shape[2], key.shape[2]);
        // Its own causal mask begins at the first key; queries that come later need one that is moved.
        var seen = queries > 1 && queries < length ? ones(queries, length, dtype: ScalarType.Bool, device: query.device).tril_(length - queries) : null;
        return nn.functional.scaled_dot_product_attention(query, key, value, seen, is_casual: queries == length).to(type).MoveToOuterDisposeScope();
    }

    /// <summary>Logits and attention weights of every query, in float32 or wider.</summary>
    /// <param name="inputs">Queries, keys and gates, [batch, heads, L, ...].</param>
    /// <param name="edit">What is changed; null for nothing.</param>
    /// <returns>Logits before the mask, after hooks, and weights, each [batch, heads, L, L]. Logits are q·k times <see cref="Scale"/>, whatever a variant makes of them.</returns>
    /// <exception cref="WorkbookException">An edit of this layer, and the model attends with a variant.</exception>
    public (Tensor Logits, Tensor Weights) Weigh(AttentionInputs inputs, AttentionEdit? edit = null)
    {
        using var scope = NewDisposeScope();
        var (query, key, _) = inputs;
        if (variant is not null)
        {
            if (edit?.Touches(layer) == true) throw new WorkbookException($"This model attends with {variant.Name} attention, which is more than a normalizer of rows of logits, so nothing can be edited inside it; choose a model with a normalizer.");
            return (Logits(query, key).MoveToOuterDisposeScope(), variant.Weights(Scaled(inputs)).MoveToOuterDisposeScope());
        }

        edit = own is null || edit is null ? own ?? edit : own.And(edit);
        var logits = Logits(query, key);
        if (edit is not null) logits = edit.Changed(layer, logits);
        using var future = ones(logits.shape[^2], logits.shape[^1], dtype: ScalarType.Bool, device: logits.device).triu_(1);
        var weights = edit?.Weights(layer, logits, future) ?? logits.masked_fill(future, Constant.Of(double.NegativeInfinity)).softmax(-1);
        return (logits.MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }

    /// <summary>Attention weights of every query, for a trace that keeps no logits: of softmax a head at a time, so that one head's logits exist at once.</summary>
    /// <param name="inputs">Queries, keys and gates, [batch, heads, L, ...].</param>
    /// <returns>[batch, heads, L, L], float32 or wider; without gradient.</returns>
    internal Tensor WeightsAlone(AttentionInputs inputs)
    {
        var (query, key, _) = inputs;
        if (own is not null || variant is not null)
        {
            var (logits, weights) = Weigh(inputs);
            logits.Dispose();
            return weights;
        }

        // Rows are taken in bands: what lies right of a band's last query is zero and is not computed.
        const int band = 256;
        using var scope = NewDisposeScope();
        var (length, type) = (query.shape[2], Wide(query.dtype));
        var result = zeros([query.shape[0], query.shape[1], length, length], dtype: type, device: query.device);
        var (maps, queries, keys) = (result.flatten(0, 1), query.flatten(0, 1), key.flatten(0, 1));
        using var future = ones(band, band, dtype: ScalarType.Bool, device: query.device).triu_(1);
        for (var map = 0L; map < maps.shape[0]; map++)
        {
            for (var start = 0L; start < length; start += band)
            {
                using var inner = NewDisposeScope();
                var (rows, seen) = (Math.Min(band, length - start), Math.Min(start + band, length));
                var logits = Logits(queries[map].narrow(0, start, rows), keys[map].narrow(0, 0, seen));
                logits.narrow(1, start, rows).masked_fill_(future.narrow(0, 0, rows).narrow(1, 0, rows), Constant.Of(double.NegativeInfinity));
                maps[map].narrow(0, start, rows).narrow(1, 0, seen).copy_(logits.softmax(-1));
            }
        }
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>Logits and attention weights at chosen query positions, in float32 or wider.</summary>
    /// <param name="inputs">All queries, keys and gates, [batch, heads, L, ...].</param>
    /// <param name="positions">Query positions, [Q], int64.</param>
    /// <returns>Logits before the mask, and weights, each [batch, heads, Q, L].</returns>
    public (Tensor Logits, Tensor Weights) WeighAt(AttentionInputs inputs, Tensor positions)
    {
        using var scope = NewDisposeScope();
        var (query, key, _) = inputs;
        var logits = Logits(query.index_select(2, positions), key);
        if (variant is not null) return (logits.MoveToOuterDisposeScope(), variant.Weights(Scaled(inputs)).index_select(2, positions).MoveToOuterDisposeScope());
        var future = arange(key.shape[2], dtype: ScalarType.Int64, device: key.device).unsqueeze(0).gt(positions.unsqueeze(1));
        var weights = own?.Weights(layer, logits, future) ?? logits.masked_fill(future, Constant.Of(double.NegativeInfinity)).softmax(-1);
        return (logits.MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }

    /// <summary>Head outputs from weights: these times the values, and what a variant then does to them.</summary>
    /// <param name="inputs">Values and gates of all tokens, and the queries that the weights are of, [batch, heads, ...].</param>
    /// <param name="weights">[batch, heads, Q, L].</param>
    /// <returns>[batch, heads, Q, d_head], of the type of the values.</returns>
    public Tensor Outputs(AttentionInputs inputs, Tensor weights) =>
        variant?.Outputs(inputs, weights) ?? weights.to(inputs.Values.dtype).matmul(inputs.Values);

    /// <summary>Joins the heads and maps them back to the residual stream.</summary>
    /// <param name="mixed">Head outputs, [batch, heads, L, d_head].</param>
    /// <returns>[batch, L, d].</returns>
    public Tensor Output(Tensor mixed)
    {
        using var scope = NewDisposeScope();
        var joined = mixed.transpose(1, 2).reshape(mixed.shape[0], mixed.shape[2], -1);
        return c_proj.forward(joined).MoveToOuterDisposeScope();
    }

    // Half precision has too few digits for logits of trained models: at 100 a bfloat16 step is 0.5.
    private Tensor Logits(Tensor query, Tensor key)
    {
        using var scope = NewDisposeScope();
        var type = Wide(query.dtype);
        return query.to(type).matmul(key.to(type).transpose(-2, -1)).mul_(Constant.Of(Scale)).MoveToOuterDisposeScope();
    }

    // The fused kernel and the variants scale by 1/sqrt(d_head); any other scale goes into the queries.
    private Tensor Scaled(Tensor query)
    {
        var factor = Scale * Math.Sqrt(query.shape[^1]);
        return Math.Abs(factor - 1) > 1e-12 ? query * Constant.Of(factor) : query;
    }

    private AttentionInputs Scaled(AttentionInputs inputs) => inputs with { Queries = Scaled(inputs.Queries) };

    private static ScalarType Wide(ScalarType type) => type is ScalarType.Float16 or ScalarType.BFloat16 ? ScalarType.Float32 : type;
}
