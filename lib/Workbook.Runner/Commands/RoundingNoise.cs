using TorchSharp;
using Workbook.Gpt2;
using static TorchSharp.torch;

namespace Workbook.Runner.Commands;

/// <summary>Moves a model's weights by about one rounding of float32, as another processor's order of sums would move its results.</summary>
internal static class RoundingNoise
{
    // The spacing of float32 numbers, relative.
    private const double Step = 1.0 / (1 << 23);

    /// <summary>Multiplies each weight by 1 + step·z with z standard normal.</summary>
    /// <param name="model">The model, on the CPU; it is changed.</param>
    /// <param name="seed">The seed of z.</param>
    public static void Apply(Gpt2Model model, int seed)
    {
        using var noGrad = no_grad();
        using var generator = new Generator((ulong)seed, CPU);
        foreach (var parameter in model.parameters())
        {
            using var scope = NewDisposeScope();
            parameter.mul_(1 + Step * randn(parameter.shape, generator: generator));
        }
    }
}
