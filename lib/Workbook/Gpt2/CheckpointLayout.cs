using System.Globalization;

namespace Workbook.Gpt2;

/// <summary>
/// The tensors that a GPT-2 checkpoint must hold, and how a file's names map to the model's. Shapes follow from config.json alone, so a
/// file is checked before a model is built and memory is asked for.
/// </summary>
public static class CheckpointLayout
{
    private const string Prefix = "transformer.";

    private const string Head = "lm_head.weight";

    /// <summary>Every parameter of the model, by its name in <see cref="Gpt2Model"/>.</summary>
    /// <param name="config">The model's shape.</param>
    public static IEnumerable<(string Name, long[] Shape)> Parameters(Gpt2Config config) => Parameters(config, Enumerable.Range(0, config.Layers));

    private static IEnumerable<(string Name, long[] Shape)> Parameters(Gpt2Config config, IEnumerable<int> layers)
    {
        long width = config.Width, inner = config.FeedForwardWidth;
        var own = AttentionParameters.Of(config);
        yield return ("wte.weight", [config.VocabularySize, width]);
        yield return ("wpe.weight", [config.ContextLength, width]);
        foreach (var layer in layers)
        {
            var block = $"h.{layer}.";
            yield return (block + "ln_1.weight", [width]);
            yield return (block + "ln_1.bias", [width]);
            yield return (block + "attn.c_attn.weight", [width, 3 * width]);
            yield return (block + "attn.c_attn.bias", [3 * width]);
            yield return (block + "attn.c_proj.weight", [width, width]);
            yield return (block + "attn.c_proj.bias", [width]);
            foreach (var (name, shape) in own) yield return ($"{block}attn.{name}", shape);
            yield return (block + "ln_2.weight", [width]);
            yield return (block + "ln_2.bias", [width]);
            yield return (block + "mlp.c_fc.weight", [width, inner]);
            yield return (block + "mlp.c_fc.bias", [inner]);
            yield return (block + "mlp.c_proj.weight", [inner, width]);
            yield return (block + "mlp.c_proj.bias", [width]);
        }
        yield return ("ln_f.weight", [width]);
        yield return ("ln_f.bias", [width]);
        if (!config.TiedHead) yield return (Head, [config.VocabularySize, width]);
    }

    /// <summary>Matches a checkpoint's tensors with a configuration.</summary>
    /// <param name="weights">The tensors; names may carry the prefix <c>transformer.</c>, saved causal masks are passed over.</param>
    /// <param name="config">The model's shape.</param>
    /// <returns>The file's name of every parameter, and of the output head when the file repeats the token embedding as one.</returns>
    /// <exception cref="WorkbookException">Tensors are missing, left over or of another shape or type; the message names every one.</exception>
    public static (Dictionary<string, string> Names, string? Head) Match(CheckpointWeights weights, Gpt2Config config)
    {
        var open = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in weights.Names.Where(n => !IsMask(n)))
            if (!open.TryAdd(Strip(name), name))
                throw new WorkbookException($"{weights.File}: {SafetensorsHeader.Quote(Strip(name))} stands twice, with and without the prefix {Prefix}");
        string? head = null;
        if (config.TiedHead) open.Remove(Head, out head);

        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var problems = new TensorNames();
        var layers = LayersIn(open.Keys, config);
        foreach (var (name, shape) in Parameters(config, layers))
        {
            if (!open.Remove(name, out var own))
            {
                problems.Add(name, $"is missing, config.json needs [{string.Join(", ", shape)}]");
                continue;
            }
            names.Add(name, own);
            if (Problem(weights.Entry(own), shape) is { } problem) problems.Add(name, problem);
        }
        if (names.Count == 0)
            throw new WorkbookException($"{weights.File} holds no GPT-2: it has {TensorNames.Write(open.Keys)}, and none of wte.weight, wpe.weight, h.0.attn.c_attn.weight and the others that a GPT-2 has; choose another checkpoint.");
        foreach (var extra in open.Keys)
            problems.Add(extra, $"has no place in a model of {config.Layers} layers");
        var absent = Absent(layers, config.Layers);
        if (problems.Count == 0 && absent is null) return (names, head);
        var told = new[] { absent, problems.Count > 0 ? problems.Write() : null }.OfType<string>();
        throw new WorkbookException($"{weights.File}: {string.Join("; ", told)}; the files are not of one checkpoint, fetch it again.");
    }

    private static string? Problem(SafetensorsEntry entry, long[] shape)
    {
        if (!entry.Shape.SequenceEqual(shape))
            return $"is [{string.Join(", ", entry.Shape)}], config.json needs [{string.Join(", ", shape)}]";
        return SafetensorsType.IsFloat(entry.Type) ? null : $"is {entry.Type}, weights are floating point";
    }

    // The model's layers of which the file has at least one tensor. A hostile config.json can ask for a million.
    private static SortedSet<int> LayersIn(IEnumerable<string> names, Gpt2Config config) =>
    [
        .. names.Select(name => name.Split('.', 3)).Where(parts => parts is ["h", _, _])
            .Select(parts => int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var layer) ? layer : int.MaxValue)
            .Where(layer => layer < config.Layers),
    ];

    private static string? Absent(SortedSet<int> present, int layers)
    {
        if (present.Count == layers) return null;
        var absent = Enumerable.Range(0, layers).Where(layer => !present.Contains(layer)).ToList();
        return $"h.{TensorNames.Ranges(absent)} {(absent.Count > 1 ? "are" : "is")} missing whole, config.json says n_layer {layers}";
    }

    private static string Strip(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;

    // Older files save the causal mask as if it were a weight.
    private static bool IsMask(string name)
    {
        var parts = Strip(name).Split('.');
        return parts is ["h", _, "attn", "bias" or "masked_bias"];
    }
}
