using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Workbook.Gpt2;

/// <summary>
/// The affine map that GPT-2 calls Conv1D: x W + b, with W stored as [in, out] (a linear layer stores [out, in]).
/// </summary>
public sealed class Conv1D : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter bias;

    /// <summary>Weights from N(0, <paramref name="deviation"/>²), bias zero; a NaN leaves the weights unset, to be read from a file.</summary>
    public Conv1D(int input, int output, double deviation)
        : base(nameof(Conv1D))
    {
        using (no_grad())
        {
            weight = nn.Parameter(double.IsNaN(deviation) ? empty(input, output) : randn(input, output) * deviation);
            bias = nn.Parameter(zeros(output));
        }

        RegisterComponents();
    }

    /// <summary>The type in which products are taken and given back; null for the weights' own. Weights keep their type.</summary>
    internal ScalarType? ProductType { get; set; }

    /// <param name="input">[..., in].</param>
    /// <returns>[..., out], of the type of the product.</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var flat = input.reshape(-1, weight.shape[0]);
        var result = ProductType is { } type
            ? addmm(bias.to(type), flat.to(type), weight.to(type), 1, 1)
            : addmm(bias, flat, weight, 1, 1);
        return result.view([.. input.shape[..^1], weight.shape[1]]).MoveToOuterDisposeScope();
    }
}
