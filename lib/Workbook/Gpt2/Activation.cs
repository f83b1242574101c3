using TorchSharp;
using Workbook.Normalizers;
using static TorchSharp.torch;

namespace Workbook.Gpt2;

/// <summary>The feed-forward activations that a GPT-2 configuration may name, by Hugging Face's names.</summary>
public static class Activation
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> All = new(StringComparer.Ordinal)
    {
        // Hendrycks & Gimpel 2016, arXiv 1606.08415: x Φ(x), and its tanh form, which GPT-2 was trained with.
        ["gelu_new"] = TanhGelu,
        ["gelu_fast"] = TanhGelu,
        ["gelu_accurate"] = TanhGelu,
        ["gelu_pytorch_tanh"] = TanhGelu,
        ["gelu"] = x => nn.functional.gelu(x),
        ["gelu_python"] = x => nn.functional.gelu(x),
        ["quick_gelu"] = QuickGelu,
        ["relu"] = x => nn.functional.relu(x),
        ["relu2"] = SquaredRelu,
        ["silu"] = x => nn.functional.silu(x),
        ["swish"] = x => nn.functional.silu(x),
        ["tanh"] = x => x.tanh(),
        ["sigmoid"] = x => x.sigmoid(),
        ["linear"] = x => x.alias(),
    };

    /// <summary>The known names.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>The function of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">There is no such activation.</exception>
    public static Func<Tensor, Tensor> Of(string name) => All.TryGetValue(name, out var function)
        ? function
        : throw new ArgumentException($"There is no activation {name}; known are {string.Join(", ", Names)}.", nameof(name));

    private static Tensor TanhGelu(Tensor x) => nn.functional.gelu(x, TorchSharp.Modules.GELU.Approximate.tanh);

    private static Tensor QuickGelu(Tensor x)
    {
        using var scaled = x * Constant.Of(1.702);
        using var gate = scaled.sigmoid();
        return x * gate;
    }

    private static Tensor SquaredRelu(Tensor x)
    {
        using var positive = nn.functional.relu(x);
        return positive.square();
    }
}
