using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>A map from logits to attention weights, row by row over the last dimension.</summary>
/// <remarks>An implementation is one file; laws, tables and lists find it by this interface and its own <see cref="Name"/>.
/// <see cref="RowNormalizer"/> takes care of masks and precision.</remarks>
public interface INormalizer
{
    /// <summary>The name used in tables, charts and on the command line.</summary>
    string Name { get; }

    /// <summary>What is known about this normalizer with its parameters.</summary>
    NormalizerProperties Properties { get; }

    /// <summary>The attention weights of every row of logits.</summary>
    /// <param name="logits">l, [..., L], floating point; −∞ masks a token.</param>
    /// <returns>a, [..., L], same dtype and device; a row that is masked whole gives zeros. The caller disposes it.</returns>
    /// <exception cref="ArgumentException">The logits are not floating point, or a row, named, holds NaN or +∞.</exception>
    torch.Tensor Weights(torch.Tensor logits);

    /// <summary>J v: how the weights of every row move when its logits move along v; from the formula, without forming J.</summary>
    /// <param name="logits">l, [..., L], floating point; −∞ masks a token.</param>
    /// <param name="direction">v, of a shape that broadcasts to l's; what it says at masked tokens is ignored.</param>
    /// <returns>J v, [..., L], dtype of the logits; zero at masked tokens. The caller disposes it.</returns>
    /// <exception cref="ArgumentException">The logits are not floating point, or a row, named, holds NaN or +∞.</exception>
    torch.Tensor JacobianVectorProduct(torch.Tensor logits, torch.Tensor direction);

    /// <summary>||J||_2 of every row, without forming J: in closed form where there is one, else by Golub-Kahan steps of O(L) each.</summary>
    /// <param name="logits">l, [..., L], floating point; −∞ masks a token.</param>
    /// <returns>[...], dtype of the logits, computed in float64; 0 for a row that is masked whole. The caller disposes it.</returns>
    /// <exception cref="ArgumentException">The logits are not floating point, or a row, named, holds NaN or +∞.</exception>
    torch.Tensor JacobianNorm(torch.Tensor logits) => JacobianNorms.ByIteration(this, logits);
}
