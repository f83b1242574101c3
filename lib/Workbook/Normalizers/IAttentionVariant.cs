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
    /// <returns>a, [..., heads, L, L], type of the queries; zeros where masked and for a query that sees nothing. Differentiable; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">A part has the wrong shape or holds NaN; the message names it.</exception>
    torch.Tensor Weights(AttentionInputs inputs);

    /// <summary>What each head gives to the output map.</summary>
    /// <param name="inputs">Queries, keys, values, gates and mask.</param>
    /// <returns>[..., heads, L, d_v], type of the values. Differentiable; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">A part has the wrong shape or holds NaN; the message names it.</exception>
    torch.Tensor Outputs(AttentionInputs inputs);
}
