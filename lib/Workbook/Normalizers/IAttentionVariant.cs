using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Attention that is more than a normalizer of one row of logits: it reads queries, keys and values, other queries or gates.</summary>
/// <remarks>An implementation is one file, found by this interface; <see cref="AttentionVariant"/> takes care of masks, precision and lifetimes.</remarks>
public interface IAttentionVariant
{
    /// <summary>The name used in tables, charts and on the command line.</summary>
    string Name { get; }

    /// <summary>What is known about this variant with its parameters.</summary>
    AttentionProperties Properties { get; }

    /// <summary>How much of each token's value each query takes.</summary>
    /// <param name="inputs">Queries, keys, values, gates and mask.</param>
    /// <returns>a, [..., heads, Q, L], type of the queries; zeros where masked and for a query that sees nothing. Differentiable; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">A part has the wrong shape or holds NaN; the message names it.</exception>
    torch.Tensor Weights(AttentionInputs inputs);

    /// <summary>What each head gives to the output map.</summary>
    /// <param name="inputs">Queries, keys, values, gates and mask.</param>
    /// <returns>[..., heads, Q, d_v], type of the values. Differentiable; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">A part has the wrong shape or holds NaN; the message names it.</exception>
    torch.Tensor Outputs(AttentionInputs inputs);

    /// <summary>What each head gives to the output map when its weights are these.</summary>
    /// <param name="inputs">Queries, keys, values, gates and mask.</param>
    /// <param name="weights">a, [..., heads, Q, L].</param>
    /// <returns>[..., heads, Q, d_v], type of the values. Differentiable; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">A part has the wrong shape or holds NaN; the message names it.</exception>
    torch.Tensor Outputs(AttentionInputs inputs, torch.Tensor weights);

    /// <summary>The vectors that this variant learns in every layer, beside what a linear map of the token gives: what <see cref="HeadGates"/> reads.</summary>
    /// <remarks>Gates a token or an entry need none: they are a learned linear map, with a bias, of the token that the layer reads.</remarks>
    /// <param name="headWidth">d, the width of a head.</param>
    /// <exception cref="ArgumentException">The variant cannot have heads of this width.</exception>
    IReadOnlyList<LearnedVector> Learned(int headWidth);

    /// <summary>The gates, one a head, that the learned vectors make.</summary>
    /// <param name="learned">By name, the vectors of <see cref="Learned"/>.</param>
    /// <returns>One number, or one a head. Differentiable; the caller disposes it.</returns>
    /// <exception cref="NotSupportedException">The variant learns no vectors.</exception>
    torch.Tensor HeadGates(IReadOnlyDictionary<string, torch.Tensor> learned);

    /// <summary>This variant in a layer of a model, for those whose start depends on the depth.</summary>
    /// <param name="layer">The layer, from 0.</param>
    IAttentionVariant InLayer(int layer);
}
