using System.Text.Json;

namespace Workbook.Gpt2.Hub;

/// <summary>The list of a sharded checkpoint's tensors and the file that each is in: <c>model.safetensors.index.json</c>, read as untrusted input.</summary>
internal static class HubIndex
{
    // A model of 48 layers needs 60 kB.
    private const long LongestIndex = 10_000_000;

    /// <summary>Reads an index.</summary>
    /// <returns>Each tensor's file, a name without a path.</returns>
    /// <exception cref="WorkbookException">The index can't be read, is malformed, or names a file outside the folder.</exception>
    public static Dictionary<string, string> Read(string path)
    {
        var shards = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            if (new FileInfo(path).Length is > LongestIndex and var length)
                throw new WorkbookException($"{path} has {length} bytes, more than the {LongestIndex} allowed for an index of shards; fetch it from another place.");
            using var json = JsonDocument.Parse(File.ReadAllBytes(path), new() { MaxDepth = 8, AllowDuplicateProperties = false });
            foreach (var pair in json.RootElement.GetProperty("weight_map").EnumerateObject())
            {
                var shard = pair.Value.GetString() ?? "";
                if (!IsPlainName(shard) || !shard.EndsWith(".safetensors", StringComparison.Ordinal))
                    throw new WorkbookException($"{path} names a shard that is no .safetensors file beside it; fetch it from another place.");
                shards.Add(pair.Name, shard);
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new WorkbookException($"{path} is no index of shards ({error.Message.TrimEnd('.')}); fetch it again.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"{path} can't be read ({error.Message.TrimEnd('.')}); fetch it again.", error);
        }
        return shards.Count > 0 ? shards : throw new WorkbookException($"{path} is no index of shards (it names no tensor); fetch it again.");
    }

    /// <summary>Whether a name stays in the folder that it is put into.</summary>
    public static bool IsPlainName(string name) => name is not ("" or "." or "..") && name.IndexOfAny(['/', '\\', ':', '\0']) < 0;
}
