using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Workbook.Gpt2;

/// <summary>
/// GPT-2 (Radford et al. 2019): learned positions, pre-norm blocks, a final norm, and the token embedding as output head unless the
/// configuration says that the head has weights of its own. Parameter names are those of Hugging Face's GPT2Model (<c>wte.weight</c>, <c>h.0.attn.c_attn.weight</c>, …).
/// </summary>
public sealed class Gpt2Model : nn.Module<Tensor, Tensor>
{
    private readonly Embedding wte;
    private readonly Embedding wpe;
    private readonly ModuleList<Gpt2Block> h;
    private readonly LayerNorm ln_f;
    private readonly Linear? lm_head;
    private ScalarType? productType;

    /// <summary>A model with fresh random weights, drawn from Torch's global generator.</summary>
    /// <param name="config">The model's shape.</param>
    public Gpt2Model(Gpt2Config config)
        : this(config, draw: true)
    {
        using (no_grad())
        {
            if (lm_head is not null) nn.init.normal_(lm_head.weight!, 0, config.InitializerRange);
            nn.init.normal_(wte.weight!, 0, config.InitializerRange);
            nn.init.normal_(wpe.weight!, 0, config.InitializerRange);
        }
    }

    private Gpt2Model(Gpt2Config config, bool draw)
        : base(nameof(Gpt2Model))
    {
        Config = config;
        var drawn = draw ? config : config with { InitializerRange = double.NaN };
        wte = Table(config.VocabularySize, config.Width, draw);
        wpe = Table(config.ContextLength, config.Width, draw);
        h = nn.ModuleList([.. Enumerable.Range(0, config.Layers).Select(layer => new Gpt2Block(drawn, layer))]);
        ln_f = nn.LayerNorm(config.Width, config.LayerNormEpsilon);
        if (!config.TiedHead) lm_head = HeadOf(config, draw);
        RegisterComponents();
    }

    /// <summary>
    /// A model whose weights are whatever the memory held, to be read from a file: drawing them would take longer than reading. It leaves
    /// the generator that a caller has seeded as it was.
    /// </summary>
    internal static Gpt2Model Unfilled(Gpt2Config config)
    {
        using var state = Generator.Default.get_state();
        try
        {
            return new(config, draw: false);
        }
        finally
        {
            Generator.Default.set_state(state);
        }
    }

    /// <summary>The model's shape.</summary>
    public Gpt2Config Config { get; }

    /// <summary>The blocks, first to last.</summary>
    public IReadOnlyList<Gpt2Block> Blocks => [.. h];

    /// <summary>Token embedding, [vocabulary, d].</summary>
    public Parameter TokenEmbedding => wte.weight!;

    /// <summary>Output head, [vocabulary, d]: the token embedding itself if the configuration ties them.</summary>
    public Parameter HeadWeight => lm_head?.weight ?? wte.weight!;

    /// <summary>Position embedding, [context, d].</summary>
    public Parameter PositionEmbedding => wpe.weight!;

    /// <summary>
    /// Takes every matrix product in a narrower type from now on; weights, residual stream and norms keep theirs
    /// (mixed precision, Micikevicius et al. 2018, arXiv 1710.03740).
    /// </summary>
    /// <param name="type">Such as bfloat16; null takes products in the weights' own type.</param>
    public void MultiplyIn(ScalarType? type)
    {
        productType = type;
        foreach (var map in modules().OfType<Conv1D>()) map.ProductType = type;
    }

    /// <summary>Next-token logits of every position.</summary>
    /// <param name="ids">Token ids, [batch, L], int64, L at most the context length.</param>
    /// <returns>[batch, L, vocabulary].</returns>
    public override Tensor forward(Tensor ids) => forward(ids, 0);

    /// <summary>Next-token logits of tokens whose first position is <paramref name="offset"/>.</summary>
    /// <param name="ids">Token ids, [batch, L], int64.</param>
    /// <param name="offset">Position of the first token, from 0.</param>
    /// <returns>[batch, L, vocabulary].</returns>
    public Tensor forward(Tensor ids, int offset) => forward(ids, offset, null);

    /// <summary>Next-token logits with something changed inside attention; gradients flow through it.</summary>
    /// <param name="ids">Token ids, [batch, L], int64.</param>
    /// <param name="edit">The change; null leaves the model as it is.</param>
    /// <returns>[batch, L, vocabulary].</returns>
    /// <exception cref="WorkbookException">The edit names a layer or head that the model lacks, or too many tokens.</exception>
    public Tensor forward(Tensor ids, AttentionEdit? edit) => forward(ids, 0, edit);

    /// <summary>Next-token logits of tokens that follow those in a cache, which then holds them too.</summary>
    /// <param name="ids">Token ids, [batch, L], int64.</param>
    /// <param name="cache">Keys and values of the tokens before; of this model and batch.</param>
    /// <returns>[batch, L, vocabulary].</returns>
    /// <exception cref="WorkbookException">The tokens run past the last position.</exception>
    public Tensor Continue(Tensor ids, KeyValueCache cache)
    {
        ArgumentNullException.ThrowIfNull(cache);
        using var scope = NewDisposeScope();
        return Head(Stream(ids, 0, cache, null)).MoveToOuterDisposeScope();
    }

    /// <summary>Next-token logits of the last position alone, [batch, vocabulary]: the head is a third of a small model's work.</summary>
    internal Tensor LastLogits(Tensor ids, KeyValueCache? cache, AttentionEdit? edit)
    {
        using var scope = NewDisposeScope();
        return Head(Stream(ids, 0, cache, edit).narrow(1, ids.shape[1] - 1, 1)).squeeze(1).MoveToOuterDisposeScope();
    }

    private Tensor forward(Tensor ids, int offset, AttentionEdit? edit)
    {
        using var scope = NewDisposeScope();
        return Head(Stream(ids, offset, null, edit)).MoveToOuterDisposeScope();
    }

    // The residual stream after the last block, [batch, L, d].
    private Tensor Stream(Tensor ids, int offset, KeyValueCache? cache, AttentionEdit? edit)
    {
        edit?.Check(Config.Layers, Config.Heads);
        using var scope = NewDisposeScope();
        var residual = Embed(ids, cache?.Length ?? offset);
        foreach (var block in h)
        {
            var next = cache is null ? block.forward(residual, edit) : block.Continue(residual, cache);
            residual.Dispose();
            residual = next;
        }
        cache?.Advance((int)ids.shape[1]);
        return residual.MoveToOuterDisposeScope();
    }

    /// <summary>Residual stream before the first block: token plus position embedding, [batch, L, d].</summary>
    /// <param name="ids">Token ids, [batch, L], int64.</param>
    /// <param name="offset">Position of the first token, from 0.</param>
    /// <exception cref="WorkbookException">The tokens run past the last position.</exception>
    public Tensor Embed(Tensor ids, int offset = 0)
    {
        if (offset < 0 || offset + ids.shape[1] > Config.ContextLength)
        {
            throw new WorkbookException(
                $"The text is {offset + ids.shape[1]} tokens long, this model reads at most {Config.ContextLength}; shorten it.");
        }

        using var scope = NewDisposeScope();
        var positions = arange(offset, offset + ids.shape[1], dtype: ScalarType.Int64, device: ids.device);
        return (wte.forward(ids) + wpe.forward(positions)).MoveToOuterDisposeScope();
    }

    /// <summary>Final norm and output head.</summary>
    /// <param name="residual">Residual stream after the last block, [batch, L, d].</param>
    /// <returns>Next-token logits, [batch, L, vocabulary].</returns>
    public Tensor Head(Tensor residual)
    {
        using var scope = NewDisposeScope();
        var normed = ln_f.forward(residual);
        return (productType is { } type
            ? nn.functional.linear(normed.to(type), HeadWeight.to(type)).to(residual.dtype)
            : nn.functional.linear(normed, HeadWeight)).MoveToOuterDisposeScope();
    }

    // A module of its full size would draw its weights at once.
    private static Embedding Table(int rows, int width, bool draw)
    {
        if (draw) return nn.Embedding(rows, width);
        var table = nn.Embedding(1, width);
        table.weight = nn.Parameter(empty(rows, width));
        return table;
    }

    private static Linear HeadOf(Gpt2Config config, bool draw)
    {
        if (draw) return nn.Linear(config.Width, config.VocabularySize, hasBias: false);
        var head = nn.Linear(config.Width, 1, hasBias: false);
        head.weight = nn.Parameter(empty(config.VocabularySize, config.Width));
        return head;
    }
}
