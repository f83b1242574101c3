using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Workbook.Gpt2;

/// <summary>One pre-norm GPT-2 block: x + attention(norm x), then x + feed-forward(norm x).</summary>
public sealed class Gpt2Block : nn.Module<Tensor, Tensor>
{
    private readonly LayerNorm ln_1;
    private readonly Gpt2Attention attn;
    private readonly LayerNorm ln_2;
    private readonly Gpt2FeedForward mlp;

    /// <param name="config">The model's shape.</param>
    /// <param name="layer">Which block this is, from 0.</param>
    public Gpt2Block(Gpt2Config config, int layer)
        : base(nameof(Gpt2Block))
    {
        ln_1 = nn.LayerNorm(config.Width, config.LayerNormEpsilon);
        attn = new Gpt2Attention(config, layer);
        ln_2 = nn.LayerNorm(config.Width, config.LayerNormEpsilon);
        mlp = new Gpt2FeedForward(config);
        RegisterComponents();
    }

    /// <summary>The block's attention.</summary>
    public Gpt2Attention Attention => attn;

    /// <summary>What the attention reads: the normed residual stream, [batch, L, d].</summary>
    public Tensor AttentionInput(Tensor residual) => ln_1.forward(residual);

    /// <param name="residual">Residual stream before the block, [batch, L, d].</param>
    /// <returns>Residual stream after the block, [batch, L, d].</returns>
    public override Tensor forward(Tensor residual) => forward(residual, null);

    /// <summary>The block with something changed inside its attention.</summary>
    /// <param name="residual">Residual stream before the block, [batch, L, d].</param>
    /// <param name="edit">The change.</param>
    /// <returns>Residual stream after the block, [batch, L, d].</returns>
    public Tensor forward(Tensor residual, AttentionEdit? edit)
    {
        using var scope = NewDisposeScope();
        return Finish(residual, attn.forward(AttentionInput(residual), edit)).MoveToOuterDisposeScope();
    }

    internal Tensor Continue(Tensor residual, KeyValueCache cache)
    {
        using var scope = NewDisposeScope();
        return Finish(residual, attn.Continue(AttentionInput(residual), cache)).MoveToOuterDisposeScope();
    }

    /// <summary>The rest of the block, given what its attention adds.</summary>
    /// <param name="residual">Residual stream before the block, [batch, L, d].</param>
    /// <param name="attention">Output of the attention, [batch, L, d].</param>
    /// <returns>Residual stream after the block, [batch, L, d].</returns>
    public Tensor Finish(Tensor residual, Tensor attention)
    {
        using var scope = NewDisposeScope();
        var middle = residual + attention;
        return (middle + mlp.forward(ln_2.forward(middle))).MoveToOuterDisposeScope();
    }
}
