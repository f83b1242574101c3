using TorchSharp;
using Workbook.Gpt2;
using Workbook.Torch;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Gpt2;

public class Gpt2ConfigTests
{
    [Theory]
    [InlineData("{\"model_type\": \"llama\", \"vocab_size\": 32000, \"hidden_size\": 4096, \"activation_function\": 3}", "model_type is llama, only gpt2 is read, and it lacks n_positions, n_embd, n_layer, n_head")]
    [InlineData("{\"model_type\": \"gpt2\", \"activation_function\": \"snake\"}", "activation_function is snake, known are gelu_new")]
    [InlineData("{\"add_cross_attention\": true}", "add_cross_attention is true")]
    [InlineData("{\"n_embd\": 10, \"n_head\": 3}", "n_embd 10 is not a multiple of n_head 3")]
    [InlineData("[]", "is not a GPT-2 configuration")]
    [InlineData("{\"n_embd\": \"wide\"}", "is not a GPT-2 configuration")]
    public void A_configuration_that_is_not_GPT2s_is_refused_with_what_differs(string json, string words)
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.json", json);
        Assert.Contains(words, Assert.Throws<WorkbookException>(() => Gpt2Config.Read(folder.File("config.json"))).Message);
    }

    [Fact]
    public void A_configuration_comes_back_from_its_own_text()
    {
        using var folder = new TemporaryFolder();
        var config = new Gpt2Config { TiedHead = false, UpcastAttention = true, ScaleLogitsByLayer = true, Activation = "silu", InnerWidth = 99 };
        folder.Write("config.json", config.ToJson());
        Assert.Equal(config, Gpt2Config.Read(folder.File("config.json")));
    }

    [Fact]
    public void A_head_of_its_own_is_a_parameter_and_gets_gradients()
    {
        using var scope = NewDisposeScope();
        using var tied = new Gpt2Model(RandomCheckpoint.Config);
        using var own = new Gpt2Model(RandomCheckpoint.Config with { TiedHead = false });
        Assert.Equal(CheckpointLayout.Parameters(own.Config).Select(p => p.Name).Order(), own.named_parameters().Select(p => p.name).Order());
        Assert.Equal(tied.named_parameters().Count() + 1, own.named_parameters().Count());
        own.forward(tensor(new long[] { 1, 2 }).unsqueeze(0)).sum().backward();
        Assert.NotNull(own.HeadWeight.grad);
        Assert.NotNull(own.TokenEmbedding.grad);
    }

    [Theory]
    [InlineData("bfloat16", 0.08)]
    [InlineData("float16", 0.01)]
    public void Narrow_weights_give_nearly_the_same_weights_and_tokens(string type, double tolerance)
    {
        // bfloat16 has 8 bits of mantissa, float16 has 11: rounding alone, three layers deep.
        using var scope = NewDisposeScope();
        var config = new Gpt2Config { VocabularySize = 61, ContextLength = 32, Width = 24, Layers = 3, Heads = 4 };
        var ids = FormulaWeights.Ids(20, 61);
        using var exact = FormulaWeights.Model(config);
        foreach (var upcast in new[] { false, true })
        {
            using var narrow = FormulaWeights.Model(config with { UpcastAttention = upcast });
            narrow.to(NumberTypeChoice.Parse(type, DeviceType.CPU));
            foreach (var (ours, real) in AttentionTrace.Run(narrow, ids).Zip(AttentionTrace.Run(exact, ids)))
            {
                Assert.Equal(ScalarType.Float32, ours.Weights.dtype);
                Assert.InRange((ours.Weights - real.Weights).abs().max().item<float>(), 1e-6, tolerance);
                Assert.Equal(1, ours.Weights.sum(-1).min().item<float>(), 1e-5);
            }
            var input = tensor(ids.Select(id => (long)id).ToArray()).unsqueeze(0);
            using var noGrad = no_grad();
            var gap = (narrow.forward(input).to(ScalarType.Float32) - exact.forward(input)).abs();
            Assert.InRange(gap.mean().item<float>(), 1e-6, tolerance);
            Assert.Equal(6, TextGeneration.Continue(narrow, ids[..5], 6, cancellation: TestContext.Current.CancellationToken).Count());
        }
    }

    [Fact]
    public void Number_types_are_chosen_by_name_and_by_device()
    {
        Assert.Equal(ScalarType.Float32, NumberTypeChoice.Parse(null, DeviceType.CPU));
        Assert.Equal(ScalarType.Float32, NumberTypeChoice.Parse("auto", DeviceType.CPU));
        Assert.Equal(ScalarType.BFloat16, NumberTypeChoice.Parse("auto", DeviceType.CUDA));
        Assert.Equal(ScalarType.Float16, NumberTypeChoice.Parse("auto", DeviceType.MPS));
        Assert.Equal(ScalarType.BFloat16, NumberTypeChoice.Parse("BFloat16", DeviceType.CPU));
        Assert.Contains("choose one of auto, float32", Assert.Throws<UsageException>(() => NumberTypeChoice.Parse("int8", DeviceType.CPU)).Message);
    }

    [Fact]
    public void Every_activation_is_its_formula()
    {
        using var scope = NewDisposeScope();
        var x = linspace(-6, 6, 49, dtype: ScalarType.Float64);
        foreach (var name in Activation.Names)
        {
            var ours = Activation.Of(name)(x).data<double>().ToArray();
            foreach (var (input, output) in x.data<double>().ToArray().Zip(ours))
                Assert.Equal(Formula(name, input), output, 1e-9);
        }
        Assert.Throws<ArgumentException>(() => Activation.Of("snake"));
    }

    private static double Formula(string name, double x) => name switch
    {
        "gelu" or "gelu_python" => x / 2 * (1 + MathNet.Numerics.SpecialFunctions.Erf(x / Math.Sqrt(2))),
        "quick_gelu" => x / (1 + Math.Exp(-1.702 * x)),
        "relu" => Math.Max(x, 0),
        "relu2" => Math.Max(x, 0) * Math.Max(x, 0),
        "silu" or "swish" => x / (1 + Math.Exp(-x)),
        "tanh" => Math.Tanh(x),
        "sigmoid" => 1 / (1 + Math.Exp(-x)),
        "linear" => x,
        _ => x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
    };
}
