using System.Text.Json;
using System.Text.Json.Serialization;
using Workbook.Normalizers;

namespace Workbook.Gpt2;

/// <summary>
/// The shape of a GPT-2 model, in the names and defaults of a Hugging Face <c>config.json</c>.
/// Defaults are GPT-2 small (Radford et al. 2019).
/// </summary>
public sealed record Gpt2Config
{
    /// <summary>Entries of the vocabulary; rows of the token embedding.</summary>
    [JsonPropertyName("vocab_size")]
    public int VocabularySize { get; init; } = 50257;

    /// <summary>Longest context, in tokens; rows of the position embedding.</summary>
    [JsonPropertyName("n_positions")]
    public int ContextLength { get; init; } = 1024;

    /// <summary>Width d of the residual stream.</summary>
    [JsonPropertyName("n_embd")]
    public int Width { get; init; } = 768;

    /// <summary>Number of blocks.</summary>
    [JsonPropertyName("n_layer")]
    public int Layers { get; init; } = 12;

    /// <summary>Attention heads a layer; divides <see cref="Width"/>.</summary>
    [JsonPropertyName("n_head")]
    public int Heads { get; init; } = 12;

    /// <summary>Width of the feed-forward layer; null means four times <see cref="Width"/>.</summary>
    [JsonPropertyName("n_inner")]
    public int? InnerWidth { get; init; }

    /// <summary>Added to the variance in every layer norm.</summary>
    [JsonPropertyName("layer_norm_epsilon")]
    public double LayerNormEpsilon { get; init; } = 1e-5;

    /// <summary>Feed-forward activation, one of <see cref="Gpt2.Activation.Names"/>; GPT-2's own is gelu_new.</summary>
    [JsonPropertyName("activation_function")]
    public string Activation { get; init; } = "gelu_new";

    /// <summary>Divide logits by sqrt(d_head).</summary>
    [JsonPropertyName("scale_attn_weights")]
    public bool ScaleLogits { get; init; } = true;

    /// <summary>Divide the logits of layer i (from 0) by i + 1 as well.</summary>
    [JsonPropertyName("scale_attn_by_inverse_layer_idx")]
    public bool ScaleLogitsByLayer { get; init; }

    /// <summary>Take logits and softmax in float32 where the weights are narrower.</summary>
    [JsonPropertyName("reorder_and_upcast_attn")]
    public bool UpcastAttention { get; init; }

    /// <summary>Whether blocks attend to an encoder as well; only false is read.</summary>
    [JsonPropertyName("add_cross_attention")]
    public bool CrossAttention { get; init; }

    /// <summary>Standard deviation of the initial weights.</summary>
    [JsonPropertyName("initializer_range")]
    public double InitializerRange { get; init; } = 0.02;

    /// <summary>Whether the output head is the token embedding itself.</summary>
    [JsonPropertyName("tie_word_embeddings")]
    public bool TiedHead { get; init; } = true;

    /// <summary>Id of the token that begins a document.</summary>
    [JsonPropertyName("bos_token_id")]
    public int BeginOfText { get; init; } = 50256;

    /// <summary>Id of the token that ends a document.</summary>
    [JsonPropertyName("eos_token_id")]
    public int EndOfText { get; init; } = 50256;

    /// <summary>Which family of model the file describes; only gpt2 is read.</summary>
    [JsonPropertyName("model_type")]
    public string ModelType { get; init; } = "gpt2";

    /// <summary>
    /// The normalizer or attention variant that the model was trained with, as <see cref="NormalizerCatalogue.FindAttention"/> reads it; null for softmax, GPT-2's own.
    /// This project's field: other readers of config.json don't know it and take softmax.
    /// </summary>
    [JsonPropertyName("normalizer")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Normalizer { get; init; }

    /// <summary>Width of one head, d_head.</summary>
    [JsonIgnore]
    public int HeadWidth => Width / Heads;

    /// <summary>Width of the feed-forward layer.</summary>
    [JsonIgnore]
    public int FeedForwardWidth => InnerWidth ?? 4 * Width;

    /// <summary>What the logits of layer <paramref name="layer"/> (from 0) are multiplied by.</summary>
    public double LogitScale(int layer) =>
        (ScaleLogits ? 1 / Math.Sqrt(HeadWidth) : 1) / (ScaleLogitsByLayer ? layer + 1 : 1);

    private static readonly string[] SizeFields = ["vocab_size", "n_positions", "n_embd", "n_layer", "n_head"];

    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = 16,
    };

    /// <summary>Reads a <c>config.json</c>; fields it lacks keep GPT-2 small's values.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="WorkbookException">The file is missing, is no JSON, or describes no GPT-2 that can exist.</exception>
    public static Gpt2Config Read(string path)
    {
        Gpt2Config? config;
        try
        {
            var json = File.ReadAllBytes(path);
            if (Foreign(json) is { } difference) throw new WorkbookException($"{path}: {difference}.");
            config = JsonSerializer.Deserialize<Gpt2Config>(json, Format);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"{path} can't be read ({error.Message}); a checkpoint folder needs a config.json.", error);
        }
        catch (JsonException error)
        {
            throw new WorkbookException($"{path} is not a GPT-2 configuration: {error.Message}", error);
        }

        config = config ?? throw new WorkbookException($"{path} is not a GPT-2 configuration: it holds null.");
        if (config.Problem() is { } problem)
            throw new WorkbookException($"{path}: {problem}.");
        return config;
    }

    /// <summary>The JSON text of this configuration.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Format) + "\n";

    /// <summary>Refuses a context that a model of this shape cannot read.</summary>
    /// <exception cref="WorkbookException">No token, more than the context length, or an id outside the vocabulary.</exception>
    internal void CheckIds(IReadOnlyList<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (ids.Count == 0) throw new WorkbookException("The text is empty; a trace needs at least one token.");
        if (ids.Count > ContextLength)
            throw new WorkbookException($"The text has {ids.Count} tokens, the model reads at most {ContextLength}; shorten it.");
        foreach (var id in ids)
            if ((uint)id >= VocabularySize)
                throw new WorkbookException($"The token id {id} is not in the vocabulary; ids run from 0 to {VocabularySize - 1}.");
    }

    // A configuration of another family often has other types in the same fields, so it is told by its names.
    private static string? Foreign(byte[] json)
    {
        using var document = JsonDocument.Parse(json, new() { MaxDepth = Format.MaxDepth });
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("model_type", out var type) || type.ValueEquals("gpt2")) return null;
        var lacking = SizeFields.Where(name => !root.TryGetProperty(name, out _)).ToList();
        return $"model_type is {type.ToString()}, only gpt2 is read{(lacking.Count == 0 ? "" : $", and it lacks {string.Join(", ", lacking)}")}; choose a checkpoint with the GPT-2 layout";
    }

    private string? Problem()
    {
        const int most = 1 << 20;
        foreach (var (name, value) in new[]
        {
            ("vocab_size", VocabularySize), ("n_positions", ContextLength), ("n_embd", Width),
            ("n_layer", Layers), ("n_head", Heads), ("n_inner", FeedForwardWidth),
        })
        {
            if (value is < 1 or > most) return $"{name} is {value}, it must lie between 1 and {most}";
        }

        if (Width % Heads != 0) return $"n_embd {Width} is not a multiple of n_head {Heads}";
        if (!(LayerNormEpsilon > 0)) return $"layer_norm_epsilon is {LayerNormEpsilon}, it must be positive";
        if (!Gpt2.Activation.Names.Contains(Activation)) return $"activation_function is {Activation}, known are {string.Join(", ", Gpt2.Activation.Names)}";
        if (NormalizerProblem() is { } unknown) return unknown;
        return CrossAttention ? "add_cross_attention is true, only models without an encoder are read" : null;
    }

    private string? NormalizerProblem()
    {
        try
        {
            AttentionParameters.Attention(this)?.Learned(HeadWidth);
            return null;
        }
        catch (ArgumentException error)
        {
            return $"normalizer is \"{Normalizer}\": {NormalizerCatalogue.Reason(error)}";
        }
    }
}
