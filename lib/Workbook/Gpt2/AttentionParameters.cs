using Workbook.Normalizers;
using static TorchSharp.torch;

namespace Workbook.Gpt2;

/// <summary>The parameters that a layer's attention has beside GPT-2's, where the model was trained with a normalizer or an attention variant that learns some.</summary>
/// <remarks>Gates a token or an entry: the linear map <c>c_gate</c> of the token that the layer reads. Gates a head: vectors that the variant names. A normalizer's own: a vector of one value a head.</remarks>
internal static class AttentionParameters
{
    /// <summary>What the name of a normalizer's parameter begins with in a checkpoint, where <c>attn.bias</c> is the causal mask of old GPT-2 files.</summary>
    public const string NormalizerPrefix = "normalizer_";

    /// <summary>The attention that a configuration names; null for GPT-2's own.</summary>
    public static IAttentionVariant? Attention(Gpt2Config config) => config.Normalizer is null ? null : NormalizerCatalogue.FindAttention(config.Normalizer);

    /// <summary>How many gates a token has over all heads; null where there is no map of tokens to gates.</summary>
    public static int? GateWidth(Gpt2Config config, IAttentionVariant? variant) => variant?.Properties.Gates switch
    {
        GateShape.Token => config.Heads,
        GateShape.Element => config.Width,
        _ => null,
    };

    /// <summary>The vectors that every layer learns.</summary>
    public static IReadOnlyList<LearnedVector> Learned(Gpt2Config config, IAttentionVariant? attention) => attention is DotProductAttention { Normalizer: ILearnedNormalizer normalizer }
        ? [.. normalizer.Learned.Select(start => new LearnedVector(NormalizerPrefix + start.Key, config.Heads, start.Value, 0))]
        : attention?.Learned(config.HeadWidth) ?? [];

    /// <summary>A learned vector where learning starts, drawn from Torch's global generator if its start is random.</summary>
    public static TorchSharp.Modules.Parameter Start(LearnedVector vector)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var start = full([vector.Width], Constant.Of(vector.Mean), dtype: ScalarType.Float32);
        if (vector.Deviation > 0) start = start + randn(vector.Width) * Constant.Of(vector.Deviation);
        return nn.Parameter(start.DetachFromDisposeScope());
    }

    /// <summary>Names within the layer's attention, and shapes.</summary>
    public static IReadOnlyList<(string Name, long[] Shape)> Of(Gpt2Config config)
    {
        var variant = Attention(config);
        var maps = GateWidth(config, variant) is { } gates ? new[] { ("c_gate.weight", new long[] { config.Width, gates }), ("c_gate.bias", [gates]) } : [];
        return [.. maps, .. Learned(config, variant).Select(vector => (vector.Name, new[] { vector.Width }))];
    }
}
