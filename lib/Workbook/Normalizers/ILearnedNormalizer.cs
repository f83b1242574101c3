using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>A normalizer with parameters that its definition learns, each of which may be a tensor that autograd follows.</summary>
public interface ILearnedNormalizer : INormalizer
{
    /// <summary>The parameters that may be learned, by name, with the values this normalizer was made with: where learning may start.</summary>
    IReadOnlyDictionary<string, double> Learned { get; }

    /// <summary>The attention weights of every row of logits under parameters that vary from row to row.</summary>
    /// <param name="logits">l, [..., L], floating point; −∞ masks a token.</param>
    /// <param name="learned">By name, each of a shape that broadcasts to [..., 1], such as [heads, 1, 1] for one value a head; a name left out keeps its value.</param>
    /// <returns>a, [..., L], same dtype and device, differentiable in the logits and in every parameter. The caller disposes it.</returns>
    /// <exception cref="ArgumentException">There is no such parameter, or the logits are not rows of finite numbers.</exception>
    torch.Tensor Weights(torch.Tensor logits, IReadOnlyDictionary<string, torch.Tensor> learned);
}
