using System.Text.Json;

namespace Workbook.Gpt2.Hub;

/// <summary>Tells by its config.json whether a repository is a GPT-2.</summary>
internal static class HubFamily
{
    private const string Gpt2 = "gpt2";

    // GPT-2's names of the sizes, and those that most other families use.
    private static readonly (string Own, string Others)[] Fields =
    [
        ("n_embd", "hidden_size"), ("n_layer", "num_hidden_layers"), ("n_head", "num_attention_heads"), ("n_positions", "max_position_embeddings"),
    ];

    private const long LongestConfig = 10_000_000;

    /// <summary>In what a configuration differs from every GPT-2's.</summary>
    /// <param name="config">The file config.json.</param>
    /// <returns>Such as "model_type is llama, not gpt2; it has hidden_size instead of n_embd"; null when it is a GPT-2's.</returns>
    public static string? Difference(string config)
    {
        try
        {
            if (new FileInfo(config).Length is > LongestConfig and var length) return $"{length} bytes are too many";
            using var json = JsonDocument.Parse(File.ReadAllBytes(config), new() { MaxDepth = 16 });
            return json.RootElement.ValueKind == JsonValueKind.Object ? Difference(json.RootElement) : "there is no table of fields";
        }
        catch (JsonException error)
        {
            return $"line {error.LineNumber + 1} is not valid JSON";
        }
        catch (Exception error) when (error is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return $"nothing can be read ({error.Message.TrimEnd('.')})";
        }
    }

    /// <summary>Whether a configuration is a GPT-2's.</summary>
    public static bool IsGpt2(string config) => Difference(config) is null;

    private static string? Difference(JsonElement root)
    {
        var type = root.TryGetProperty("model_type", out var value) ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText() : null;
        var lacking = Fields.Where(field => !root.TryGetProperty(field.Own, out _)).ToList();
        // A GPT-2's fields all have defaults: only a file that names neither the family nor one of its fields is none for sure.
        if (type == Gpt2 || (type is null && lacking.Count < Fields.Length)) return null;
        var other = lacking.Where(field => root.TryGetProperty(field.Others, out _)).Select(field => $"{field.Others} instead of {field.Own}").ToList();
        var missing = lacking.Where(field => !root.TryGetProperty(field.Others, out _)).Select(field => field.Own).ToList();
        return string.Join("; ", new[]
        {
            type is null ? "model_type is missing" : $"model_type is {Short(type)}, not {Gpt2}",
            other.Count > 0 ? $"it has {string.Join(", ", other)}" : "",
            missing.Count > 0 ? $"it lacks {string.Join(", ", missing)}" : "",
        }.Where(part => part.Length > 0));
    }

    // The file is someone else's: what it says is shown short and on one line.
    private static string Short(string text) => new([.. text.Take(40).Select(c => char.IsControl(c) ? '?' : c)]);
}
