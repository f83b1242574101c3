using TorchSharp;
using static TorchSharp.torch;

namespace Workbook.Gpt2;

/// <summary>Continues contexts token by token.</summary>
public static class TextGeneration
{
    /// <summary>Continues one context. Tokens are made as the sequence is read.</summary>
    /// <param name="model">The model, in evaluation mode.</param>
    /// <param name="ids">The context, at least one token.</param>
    /// <param name="count">How many tokens to add.</param>
    /// <param name="options">How tokens are chosen; drawn from the model's own distribution by default.</param>
    /// <param name="cancellation">Stops between two tokens.</param>
    /// <exception cref="WorkbookException">The context cannot be read, or would grow past the context length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static IEnumerable<int> Continue(Gpt2Model model, IReadOnlyList<int> ids, int count, SamplingOptions? options = null, CancellationToken cancellation = default) =>
        ContinueEach(model, [ids], count, options, cancellation).Select(step => step[0]);

    /// <summary>Continues contexts of one length beside each other.</summary>
    /// <param name="model">The model, in evaluation mode.</param>
    /// <param name="contexts">The contexts, at least one, each of the same number of tokens.</param>
    /// <param name="count">How many tokens to add to each.</param>
    /// <param name="options">How tokens are chosen.</param>
    /// <param name="cancellation">Stops between two tokens.</param>
    /// <returns>One array a step: the next token of every context.</returns>
    /// <exception cref="WorkbookException">A context cannot be read, or would grow past the context length.</exception>
    /// <exception cref="ArgumentException">There is no context, lengths differ, or an option is out of range.</exception>
    public static IEnumerable<int[]> ContinueEach(
        Gpt2Model model, IReadOnlyList<IReadOnlyList<int>> contexts, int count, SamplingOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(contexts);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        options ??= new();
        options.Check();
        if (contexts.Count == 0 || contexts.Any(c => c.Count != contexts[0].Count)) throw new ArgumentException("Contexts that run beside each other need one length.", nameof(contexts));
        foreach (var context in contexts) model.Config.CheckIds(context);
        if (contexts[0].Count + count > model.Config.ContextLength)
            throw new WorkbookException($"The text of {contexts[0].Count} tokens would grow by {count}, the model reads at most {model.Config.ContextLength}; ask for fewer.");
        return Steps(model, [.. contexts.Select(c => c.ToList())], count, options, cancellation);
    }

    private static IEnumerable<int[]> Steps(Gpt2Model model, List<int>[] contexts, int count, SamplingOptions options, CancellationToken cancellation)
    {
        var draws = contexts.Select((_, row) => new Random(options.Seed + row)).ToArray();
        using var cache = options.Cached && options.Edit is null ? new KeyValueCache(model, contexts.Length, contexts[0].Count + count) : null;
        for (var step = 0; step < count; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var logits = Next(model, contexts, cache, options.Edit);
            var tokens = logits.Select((row, r) => Sampling.Draw(Sampling.Distribution(row, options), draws[r])).ToArray();
            for (var row = 0; row < tokens.Length; row++) contexts[row].Add(tokens[row]);
            yield return tokens;
        }
    }

    // Next-token logits behind the last token of every context.
    private static double[][] Next(Gpt2Model model, List<int>[] contexts, KeyValueCache? cache, AttentionEdit? edit)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var read = cache?.Length ?? 0;
        var (rows, length) = (contexts.Length, contexts[0].Count - read);
        var ids = tensor([.. contexts.SelectMany(c => c.Skip(read)).Select(id => (long)id)], dtype: ScalarType.Int64, device: model.TokenEmbedding.device).view(rows, length);
        var last = model.LastLogits(ids, cache, edit).to_type(ScalarType.Float64).cpu().contiguous();
        return [.. Enumerable.Range(0, rows).Select(row => last[row].data<double>().ToArray())];
    }
}
