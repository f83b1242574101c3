using Workbook.Normalizers;

namespace Workbook.Gpt2;

/// <summary>Where the attention of one context comes from: a model that runs over it, or a file that another program has written.</summary>
public abstract class TraceSource : IDisposable
{
    /// <summary>Number of layers.</summary>
    public abstract int Layers { get; }

    /// <summary>Heads a layer.</summary>
    public abstract int Heads { get; }

    /// <summary>Tokens of the context, L.</summary>
    public abstract int Length { get; }

    /// <summary>What <see cref="Read"/> can hand out of every layer.</summary>
    public abstract TraceParts Parts { get; }

    /// <summary>Whether a query sees only itself and what came before.</summary>
    public virtual bool Causal => true;

    /// <summary>The model's name, where it is known.</summary>
    public string? Model { get; init; }

    /// <summary>The text, where it is known.</summary>
    public string? Text { get; init; }

    /// <summary>What makes the weights; null where it is not known, which is taken as softmax.</summary>
    public IAttentionVariant? Attention { get; init; }

    /// <summary>Whether the weights are softmax of the logits.</summary>
    public bool IsSoftmax => Attention is null or DotProductAttention { Normalizer: Softmax { Temperature: 1 } };

    /// <summary>The token ids, [L]; empty where they are not known.</summary>
    public IReadOnlyList<int> Ids { get; init; } = [];

    /// <summary>The tokens' texts, [L]; where they are not known, their ids or their positions.</summary>
    public IReadOnlyList<string> Tokens { get; protected init; } = [];

    /// <summary>Hands out one layer after another; each is freed when the sequence moves on or ends.</summary>
    /// <param name="options">Which layers, heads, query positions and parts to hand out, and what to edit.</param>
    /// <exception cref="WorkbookException">A layer, head or position is not there, or a file is malformed.</exception>
    public abstract IEnumerable<LayerTrace> Read(AttentionTraceOptions? options = null);

    /// <summary>Next-token logits at the last position, [vocabulary]; empty where they are not known.</summary>
    public abstract IReadOnlyList<double> NextTokenLogits();

    /// <summary>Refuses a source that lacks parts.</summary>
    /// <param name="parts">The parts that are needed.</param>
    /// <param name="purpose">What they are needed for, such as "the distance D_N".</param>
    /// <exception cref="WorkbookException">The source lacks one of them; the message names those that are missing.</exception>
    public void Require(TraceParts parts, string purpose)
    {
        if ((parts & ~Parts) is var missing and not TraceParts.None)
            throw new WorkbookException($"{purpose} needs {missing.ToString().ToLowerInvariant()}, which {Lacking}.");
    }

    // Why a part is not there, and what to do.
    private protected virtual string Lacking => "this trace lacks; write a trace that holds them, or use a model";

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the source holds.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
