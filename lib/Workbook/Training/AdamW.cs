using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Workbook.Training;

/// <summary>
/// AdamW (Loshchilov &amp; Hutter 2019, arXiv 1711.05101, algorithm 2) whose moments are plain named tensors, so that a
/// resumable run is saved as safetensors; TorchSharp's own optimizer keeps them in a format of its own.
/// </summary>
public sealed class AdamW : IDisposable
{
    private readonly List<Slot> slots;
    private readonly double decay;
    private readonly (double First, double Second) betas;

    /// <param name="parameters">Names and parameters, updated in place.</param>
    /// <param name="decay">Decoupled weight decay; vectors (biases, norms) are not decayed.</param>
    /// <param name="first">Decay of the mean.</param>
    /// <param name="second">Decay of the mean square.</param>
    public AdamW(IEnumerable<(string name, Parameter parameter)> parameters, double decay, double first = 0.9, double second = 0.99)
    {
        this.decay = decay;
        betas = (first, second);
        using (no_grad())
        {
            slots = [.. parameters.Select(p => new Slot(p.name, p.parameter, zeros_like(p.parameter).DetachFromDisposeScope(), zeros_like(p.parameter).DetachFromDisposeScope()))];
        }
    }

    /// <summary>The moments by name: <c>mean.NAME</c> and <c>square.NAME</c>, each of its parameter's shape.</summary>
    public IReadOnlyDictionary<string, Tensor> Moments() =>
        slots.SelectMany(slot => new[] { ("mean." + slot.Name, slot.Mean), ("square." + slot.Name, slot.Square) })
            .ToDictionary(pair => pair.Item1, pair => pair.Item2);

    /// <summary>One update from the gradients, which are then set to null.</summary>
    /// <param name="rate">Learning rate.</param>
    /// <param name="step">Number of this update, from 1.</param>
    /// <param name="clip">Largest norm of the whole gradient; a longer one is scaled down to it.</param>
    public void Step(double rate, int step, double clip)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var gradients = slots.Select(slot => slot.Parameter.grad
            ?? throw new InvalidOperationException($"{slot.Name} has no gradient")).ToList();
        var norm = stack(gradients.Select(gradient => gradient.norm())).norm().to(ScalarType.Float64).item<double>();
        var scale = Math.Min(1, clip / (norm + 1e-6));
        var correction = (First: 1 - Math.Pow(betas.First, step), Second: Math.Sqrt(1 - Math.Pow(betas.Second, step)));
        foreach (var (slot, gradient) in slots.Zip(gradients))
        {
            gradient.mul_(scale);
            slot.Mean.mul_(betas.First).add_(gradient, alpha: 1 - betas.First);
            slot.Square.mul_(betas.Second).addcmul_(gradient, gradient, 1 - betas.Second);
            if (slot.Parameter.dim() > 1) slot.Parameter.mul_(1 - rate * decay);
            var deviation = slot.Square.sqrt().div_(correction.Second).add_(1e-8);
            slot.Parameter.addcdiv_(slot.Mean, deviation, -rate / correction.First);
            slot.Parameter.grad = null;
        }
    }

    /// <summary>Frees the moments; the parameters stay.</summary>
    public void Dispose()
    {
        foreach (var slot in slots)
        {
            slot.Mean.Dispose();
            slot.Square.Dispose();
        }
    }

    private sealed record Slot(string Name, Parameter Parameter, Tensor Mean, Tensor Square);
}
