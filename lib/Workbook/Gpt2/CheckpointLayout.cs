namespace Workbook.Gpt2;

/// <summary>
/// The tensors that a GPT-2 checkpoint must hold, and how a file's names map to the model's. Shapes follow from config.json alone, so a
/// file is checked before a model is built and memory is asked for.
/// </summary>
public static class CheckpointLayout
{
    private const string Prefix = "transformer.";

    // Messages name this many problems; a wrong config.json can cause thousands.
    private const int MostProblems = 4;

    /// <summary>Every parameter of the model, by its name in <see cref="Gpt2Model"/>.</summary>
    /// <param name="config">The model's shape.</param>
    public static IEnumerable<(string Name, long[] Shape)> Parameters(Gpt2Config config)
    {
        long width = config.Width, inner = config.FeedForwardWidth;
        yield return ("wte.weight", [config.VocabularySize, width]);
        yield return ("wpe.weight", [config.ContextLength, width]);
        for (var layer = 0; layer < config.Layers; layer++)
        {
            var block = $"h.{layer}.";
            yield return (block + "ln_1.weight", [width]);
            yield return (block + "ln_1.bias", [width]);
            yield return (block + "attn.c_attn.weight", [width, 3 * width]);
            yield return (block + "attn.c_attn.bias", [3 * width]);
            yield return (block + "attn.c_proj.weight", [width, width]);
            yield return (block + "attn.c_proj.bias", [width]);
            yield return (block + "ln_2.weight", [width]);
            yield return (block + "ln_2.bias", [width]);
            yield return (block + "mlp.c_fc.weight", [width, inner]);
            yield return (block + "mlp.c_fc.bias", [inner]);
            yield return (block + "mlp.c_proj.weight", [inner, width]);
            yield return (block + "mlp.c_proj.bias", [width]);
        }
        yield return ("ln_f.weight", [width]);
        yield return ("ln_f.bias", [width]);
        if (!config.TiedHead) yield return ("lm_head.weight", [config.VocabularySize, width]);
    }

    /// <summary>Matches a file with a configuration.</summary>
    /// <param name="reader">The file; names may carry the prefix <c>transformer.</c>, saved causal masks are passed over.</param>
    /// <param name="config">The model's shape.</param>
    /// <returns>The file's name of every parameter, and of the output head when the file repeats it.</returns>
    /// <exception cref="WorkbookException">A tensor is missing, left over or of another shape; the message names it.</exception>
    public static (Dictionary<string, string> Names, string? Head) Match(SafetensorsReader reader, Gpt2Config config)
    {
        var file = SafetensorsReader.ShortName(reader.Path);
        var open = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in reader.Names.Where(n => !IsMask(n)))
            if (!open.TryAdd(Strip(name), name))
                throw new WorkbookException($"{file}: {Strip(name)} stands twice, with and without the prefix {Prefix}");
        string? head = null;
        if (config.TiedHead) open.Remove("lm_head.weight", out head);

        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (var (name, shape) in Parameters(config))
        {
            if (open.Remove(name, out var own))
            {
                names.Add(name, own);
                if (Problem(name, reader.Entry(own), shape) is { } problem) problems.Add(problem);
            }
            else
            {
                problems.Add($"{name} is missing, config.json needs [{string.Join(", ", shape)}]");
            }
            if (problems.Count > MostProblems) break;
        }
        if (problems.Count <= MostProblems)
            problems.AddRange(open.Keys.Select(extra => $"{SafetensorsHeader.Quote(extra)} has no place in a model of {config.Layers} layers"));
        if (problems.Count == 0) return (names, head);
        var more = problems.Count > MostProblems ? "; and more" : "";
        throw new WorkbookException(
            $"{file}: {string.Join("; ", problems.Take(MostProblems))}{more}; the files are not of one checkpoint, fetch it again.");
    }

    private static string? Problem(string name, SafetensorsEntry entry, long[] shape)
    {
        if (!entry.Shape.SequenceEqual(shape))
            return $"{name} is [{string.Join(", ", entry.Shape)}], config.json needs [{string.Join(", ", shape)}]";
        return SafetensorsType.IsFloat(entry.Type) ? null : $"{name} is {entry.Type}, weights are floating point";
    }

    private static string Strip(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;

    // Older files save the causal mask as if it were a weight.
    private static bool IsMask(string name)
    {
        var parts = Strip(name).Split('.');
        return parts is ["h", _, "attn", "bias" or "masked_bias"];
    }
}
