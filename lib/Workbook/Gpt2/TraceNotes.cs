using System.Text.Json;
using Workbook.Normalizers;

namespace Workbook.Gpt2;

/// <summary>What a trace file says of its text: the notes model, attention, text (or prompt), token_ids and tokens, all optional.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Attention">What made the weights; null for softmax.</param>
/// <param name="Text">The text.</param>
/// <param name="Ids">The token ids; empty when the file has none.</param>
/// <param name="Tokens">The tokens' texts; their ids or positions when the file has none.</param>
internal sealed record TraceNotes(string? Model, IAttentionVariant? Attention, string? Text, IReadOnlyList<int> Ids, IReadOnlyList<string> Tokens)
{
    /// <summary>Reads a file's notes.</summary>
    /// <exception cref="WorkbookException">token_ids or tokens are no JSON list, or not one entry a token, or attention names none that is known.</exception>
    public static TraceNotes Of(SafetensorsReader reader, int length)
    {
        var notes = reader.Metadata;
        var ids = List<int>("token_ids") ?? [];
        var tokens = List<string>("tokens") ?? [.. ids.Select(id => $"#{id}")];
        if (tokens.Count == 0) tokens = [.. Enumerable.Range(0, length).Select(position => $"#{position}")];
        return new(notes.GetValueOrDefault("model"), Attention(), notes.GetValueOrDefault("text") ?? notes.GetValueOrDefault("prompt"), ids, tokens);

        IAttentionVariant? Attention()
        {
            try
            {
                return notes.TryGetValue("attention", out var name) ? NormalizerCatalogue.FindAttention(name) : null;
            }
            catch (ArgumentException error)
            {
                throw new WorkbookException($"{SafetensorsReader.ShortName(reader.Path)}: its note \"attention\": {NormalizerCatalogue.Reason(error)}; docs/traces.md describes a trace.", error);
            }
        }

        List<T>? List<T>(string name)
        {
            if (!notes.TryGetValue(name, out var json)) return null;
            List<T>? list = null;
            try
            {
                list = JsonSerializer.Deserialize<List<T>>(json);
            }
            catch (JsonException)
            {
                // Told below, as every other malformed list.
            }
            if (list is null || list.Contains(default!) && default(T) is null)
                throw new WorkbookException($"{SafetensorsReader.ShortName(reader.Path)}: its note \"{name}\" is no JSON list of {(typeof(T) == typeof(int) ? "numbers" : "texts")}; docs/traces.md describes a trace.");
            return list.Count == length
                ? list
                : throw new WorkbookException($"{SafetensorsReader.ShortName(reader.Path)}: its note \"{name}\" has {list.Count} entries, the trace has {length} tokens; docs/traces.md describes a trace.");
        }
    }
}
