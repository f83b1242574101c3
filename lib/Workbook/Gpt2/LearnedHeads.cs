using Workbook.Normalizers;
using static TorchSharp.torch;

namespace Workbook.Gpt2;

/// <summary>A normalizer with the parameters that one layer has learned, one value a head.</summary>
/// <param name="normalizer">Where learning started.</param>
/// <param name="parameter">Gives the layer's values of a parameter by its name, [heads].</param>
internal sealed class LearnedHeads(ILearnedNormalizer normalizer, Func<string, Tensor> parameter) : INormalizer
{
    /// <inheritdoc/>
    public string Name => normalizer.Name;

    /// <summary>What is known of the normalizer where learning started.</summary>
    public NormalizerProperties Properties => normalizer.Properties;

    /// <inheritdoc/>
    /// <param name="logits">l, [..., heads, Q, L], every head of the layer.</param>
    public Tensor Weights(Tensor logits)
    {
        using var scope = NewDisposeScope();
        var learned = normalizer.Learned.Keys.ToDictionary(name => name, name => parameter(name).view(-1, 1, 1));
        return normalizer.Weights(logits, learned).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor JacobianVectorProduct(Tensor logits, Tensor direction) =>
        throw new NotSupportedException("The formula of the product takes the parameters that learning started from.");
}
