using TorchSharp;
using static TorchSharp.torch;

namespace Workbook.Gpt2;

/// <summary>Causal multi-head self-attention of one GPT-2 block; its steps are public so that a trace can stop at each.</summary>
public sealed class Gpt2Attention : nn.Module<Tensor, Tensor>
{
    private readonly Conv1D c_attn;
    private readonly Conv1D c_proj;
    private readonly int heads;

    /// <param name="config">The model's shape.</param>
    /// <param name="layer">Which block this is, from 0.</param>
    public Gpt2Attention(Gpt2Config config, int layer)
        : base(nameof(Gpt2Attention))
    {
        heads = config.Heads;
        Scale = config.LogitScale(layer);
        c_attn = new Conv1D(config.Width, 3 * config.Width, config.InitializerRange);
        c_proj = new Conv1D(config.Width, config.Width, config.InitializerRange / Math.Sqrt(2 * config.Layers));
        RegisterComponents();
    }

    /// <summary>What q·k is multiplied by to give a logit.</summary>
    public double Scale { get; }

    /// <param name="input">Normed residual stream, [batch, L, d].</param>
    /// <returns>What the block adds to the residual stream, [batch, L, d].</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (query, key, value) = Project(input);
        // The fused kernel scales by 1/sqrt(d_head); any other scale goes into the queries.
        var factor = Scale * Math.Sqrt(query.shape[^1]);
        if (Math.Abs(factor - 1) > 1e-12) query = query * factor;
        // The fused kernel's backward pass is slow in narrow types on a CPU (measured: six times), so it runs in the stream's type.
        var mixed = nn.functional.scaled_dot_product_attention(query.to(input.dtype), key.to(input.dtype), value.to(input.dtype), is_casual: true);
        return Output(mixed).MoveToOuterDisposeScope();
    }

    /// <summary>Queries, keys and values of every head, each [batch, heads, L, d_head].</summary>
    /// <param name="input">Normed residual stream, [batch, L, d].</param>
    public (Tensor Query, Tensor Key, Tensor Value) Project(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (batch, length, width) = (input.shape[0], input.shape[1], input.shape[2]);
        var parts = c_attn.forward(input).view(batch, length, 3, heads, width / heads).permute(2, 0, 3, 1, 4).unbind(0);
        return (parts[0].MoveToOuterDisposeScope(), parts[1].MoveToOuterDisposeScope(), parts[2].MoveToOuterDisposeScope());
    }

    /// <summary>Joins the heads and maps them back to the residual stream.</summary>
    /// <param name="mixed">Head outputs, [batch, heads, L, d_head].</param>
    /// <returns>[batch, L, d].</returns>
    public Tensor Output(Tensor mixed)
    {
        using var scope = NewDisposeScope();
        var joined = mixed.transpose(1, 2).reshape(mixed.shape[0], mixed.shape[2], -1);
        return c_proj.forward(joined).MoveToOuterDisposeScope();
    }
}
