using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>A map from logits to attention weights, row by row over the last dimension.</summary>
/// <remarks>An implementation is one file; laws, tables and lists find it by this interface and its own <see cref="Name"/>.</remarks>
public interface INormalizer
{
    /// <summary>The name used in tables, charts and on the command line.</summary>
    string Name { get; }

    /// <summary>The attention weights of every row of logits.</summary>
    /// <param name="logits">l, [..., L], floating point; −∞ masks a token.</param>
    /// <returns>a, [..., L], same dtype and device; a row that is masked whole gives zeros. The caller disposes it.</returns>
    torch.Tensor Weights(torch.Tensor logits);
}
