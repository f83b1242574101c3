using TorchSharp;
using Workbook.Normalizers;
using static TorchSharp.torch;

namespace Workbook.Tests.Normalizers;

/// <summary>Seeded queries, keys, values and gates for attention variants: [heads, L, d] with 3 heads, d = 4 and d_v = 5.</summary>
internal static class Scene
{
    public const int Heads = 3;
    private const int Width = 4;
    private const int ValueWidth = 5;

    public static AttentionInputs Of(IAttentionVariant variant, int length, int seed, bool gates = true, double scale = 1.2)
    {
        var random = new Generator((ulong)seed);
        Tensor Draw(params long[] shape) => randn(shape, dtype: ScalarType.Float64, generator: random) * scale;
        var inputs = new AttentionInputs(Draw(Heads, length, Width), Draw(Heads, length, Width), Draw(Heads, length, ValueWidth));
        Tensor? drawn = variant.Properties.Gates switch
        {
            GateShape.Head => Draw(Heads),
            GateShape.Token => Draw(Heads, length),
            GateShape.Element => Draw(Heads, length, ValueWidth),
            _ => null,
        };
        return inputs with { Gates = gates ? drawn : null };
    }

    /// <summary>The same inputs with each part changed.</summary>
    public static AttentionInputs Map(this AttentionInputs inputs, Func<Tensor, Tensor> change) => inputs with
    {
        Queries = change(inputs.Queries),
        Keys = change(inputs.Keys),
        Values = change(inputs.Values),
        Gates = inputs.Gates is null ? null : change(inputs.Gates),
    };

    /// <summary>[heads][L][d].</summary>
    public static double[][][] Arrays(Tensor part) =>
        [.. part.contiguous().data<double>().ToArray().Chunk((int)(part.shape[1] * part.shape[2])).Select(head => head.Chunk((int)part.shape[2]).ToArray())];

    public static double Gap(Tensor a, Tensor b) => (a.to_type(ScalarType.Float64) - b.to_type(ScalarType.Float64)).abs().max().item<double>();
}
