using TorchSharp;
using static TorchSharp.torch;

namespace Workbook.Gpt2;

/// <summary>The two-layer perceptron of a GPT-2 block.</summary>
public sealed class Gpt2FeedForward : nn.Module<Tensor, Tensor>
{
    private readonly Conv1D c_fc;
    private readonly Conv1D c_proj;
    private readonly Func<Tensor, Tensor> activation;

    /// <param name="config">The model's shape.</param>
    public Gpt2FeedForward(Gpt2Config config)
        : base(nameof(Gpt2FeedForward))
    {
        activation = Activation.Of(config.Activation);
        c_fc = new Conv1D(config.Width, config.FeedForwardWidth, config.InitializerRange);
        c_proj = new Conv1D(config.FeedForwardWidth, config.Width, config.InitializerRange / Math.Sqrt(2 * config.Layers));
        RegisterComponents();
    }

    /// <param name="input">[..., d].</param>
    /// <returns>[..., d].</returns>
    public override Tensor forward(Tensor input)
    {
        using var hidden = c_fc.forward(input);
        using var active = activation(hidden);
        return c_proj.forward(active);
    }
}
